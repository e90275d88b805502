/** What AWS would give on top of what it is sent, for recordings: names, ARNs and addresses as its services make them. */

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const brokers = (port: number) => ["b-1", "b-2", "b-3"].map((host) => `${host}.example.com:${port}`).join(",");
const uuid = "0a1b2c3d-0000-4000-8000-123456789abc-2";

type Answers = Record<string, (inputs: any, name: string) => Record<string, unknown>>;

const answers: Answers = {
  "aws:eks/cluster:Cluster": ({ name }) => ({
    arn: arn("eks", `cluster/${name}`),
    endpoint: "https://api.example.com",
    certificateAuthority: { data: "QUJD" },
    vpcConfig: { clusterSecurityGroupId: "sg-1" },
  }),
  "aws:iam/role:Role": (_, name) => ({ name: `${name}-1234567`, arn: `arn:aws:iam::${ACCOUNT}:role/${name}-1234567` }),
  "aws:iam/policy:Policy": (_, name) => ({ arn: `arn:aws:iam::${ACCOUNT}:policy/${name}-1234567` }),
  "aws:iam/instanceProfile:InstanceProfile": (_, name) => ({ name: `${name}-1234567` }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": () => ({ dnsEntries: [{ dnsName: "vpce-1.example.com" }] }),
  "aws:sqs/queue:Queue": (_, name) => ({ name, arn: arn("sqs", name), url: `https://sqs.example.com/${name}` }),
  "aws:cloudwatch/eventRule:EventRule": (_, name) => ({ name, arn: arn("events", `rule/${name}`) }),
  "aws:ecr/repository:Repository": ({ name }) => ({ repositoryUrl: `registry.example.com/${name}` }),
  "aws:msk/cluster:Cluster": ({ clusterName }) => ({
    arn: arn("kafka", `cluster/${clusterName}/${uuid}`),
    clusterUuid: uuid,
    bootstrapBrokersSaslIam: brokers(9098),
    bootstrapBrokersSaslScram: brokers(9096),
    bootstrapBrokersTls: brokers(9094),
  }),
  "aws:msk/serverlessCluster:ServerlessCluster": ({ clusterName }) => ({
    arn: arn("kafka", `cluster/${clusterName}/${uuid}`),
    clusterUuid: uuid,
    bootstrapBrokersSaslIam: "boot.example.com:9098",
  }),
  "aws:msk/configuration:Configuration": (_, name) => ({
    arn: arn("kafka", `configuration/${name}`),
    latestRevision: 1,
  }),
  "aws:msk/topic:Topic": ({ name }) => ({ arn: arn("kafka", `topic/cluster/${uuid}/${name}`) }),
  "aws:acmpca/certificateAuthority:CertificateAuthority": () => ({ certificateSigningRequest: "a request" }),
  "aws:acmpca/certificate:Certificate": () => ({ certificate: "own\n", certificateChain: "root\n" }),
  "aws:secretsmanager/secret:Secret": ({ name }) => ({ arn: arn("secretsmanager", `secret:${name}-AbCdEf`) }),
  "aws:s3/bucket:Bucket": ({ bucketPrefix = "" }) => ({
    bucket: `${bucketPrefix}1`,
    arn: `arn:aws:s3:::${bucketPrefix}1`,
  }),
  "aws:glue/catalogDatabase:CatalogDatabase": ({ name }) => ({ arn: arn("glue", `database/${name}`) }),
  "aws:athena/workgroup:Workgroup": ({ name }) => ({ arn: arn("athena", `workgroup/${name}`) }),
};

/** Every resource of AWS has an ARN; of most nothing else is used. */
export function awsAnswer(type: string, name: string, inputs: any): Record<string, unknown> {
  const [, service, kind] = /^aws:([a-z0-9]+)\/([A-Za-z0-9]+):/.exec(type) ?? [];
  if (service === undefined) return {};
  return { arn: arn(service, `${kind}/${name}`), ...answers[type]?.(inputs, name) };
}
