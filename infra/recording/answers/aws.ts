/** What AWS would answer, as far as the program reads it: ARNs of the right form, no two alike. */
import type { OutputsOf } from "../record.ts";

/** That of moto, which tests send requests to, too. */
export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

export const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const global = (service: string, rest: string) => `arn:aws:${service}::${ACCOUNT}:${rest}`;

/** Of the logins that other networks may use. */
function multiVpcServers({ sasl, tls }: { sasl?: { iam?: boolean; scram?: boolean }; tls?: boolean }) {
  const on = { SaslIam: sasl?.iam, SaslScram: sasl?.scram, Tls: tls };
  const given = Object.entries(on).filter(([, is]) => is);
  return Object.fromEntries(
    given.map(([kind]) => [
      `bootstrapBrokersVpcConnectivity${kind}`,
      `b-1.multi-vpc.kafka.${REGION}.amazonaws.com:14001`,
    ]),
  );
}

/** What functions answer, by token. */
export const awsCalls: Record<string, (inputs: any) => object> = {
  // One that is there: whose pods become roles is in the roles' trust.
  "aws:eks/getCluster:getCluster": ({ name }) => ({
    name,
    arn: arn("eks", `cluster/${name}`),
    endpoint: `https://ABCDEF.gr7.${REGION}.eks.amazonaws.com`,
    certificateAuthorities: [{ data: "QUJD" }],
    vpcConfig: { clusterSecurityGroupId: `sg-of-${name}` },
  }),
};

/** By type, over what is common to all; `made` is the name with which it was made, else the logical one. */
export const special: Record<string, (made: string, inputs: any) => Record<string, unknown>> = {
  "aws:msk/cluster:Cluster": (made, { brokerNodeGroupInfo }) => ({
    arn: arn("kafka", `cluster/${made}/${uuid(made)}-7`),
    clusterUuid: `${uuid(made)}-7`,
    currentVersion: "K1",
    ...Object.fromEntries(
      Object.entries({ Tls: 9094, SaslScram: 9096, SaslIam: 9098 }).map(([kind, port]) => [
        `bootstrapBrokers${kind}`,
        [1, 2, 3].map((broker) => `b-${broker}.${made}.kafka.${REGION}.amazonaws.com:${port}`).join(),
      ]),
    ),
    ...multiVpcServers(brokerNodeGroupInfo?.connectivityInfo?.vpcConnectivity?.clientAuthentication ?? {}),
  }),
  "aws:msk/serverlessCluster:ServerlessCluster": (made) => ({
    arn: arn("kafka", `cluster/${made}/${uuid(made)}-s1`),
    clusterUuid: `${uuid(made)}-s1`,
    bootstrapBrokersSaslIam: `boot-1.kafka-serverless.${REGION}.amazonaws.com:9098`,
  }),
  "aws:msk/configuration:Configuration": (made) => ({
    arn: arn("kafka", `configuration/${made}/${uuid(made)}-7`),
    latestRevision: 1,
  }),
  "aws:eks/cluster:Cluster": (made) => ({
    arn: arn("eks", `cluster/${made}`),
    endpoint: `https://ABCDEF.gr7.${REGION}.eks.amazonaws.com`,
    certificateAuthority: { data: "QUJD" },
    vpcConfig: { clusterSecurityGroupId: `sg-of-${made}` },
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": (made) => ({ dnsEntries: [{ dnsName: `${made}.vpce.amazonaws.com` }] }),
  "aws:route53/zone:Zone": (made) => ({ zoneId: `Z${uuid(made).slice(0, 8).toUpperCase()}` }),
  "aws:kms/key:Key": (made) => ({ arn: arn("kms", `key/${uuid(made)}`), keyId: uuid(made) }),
  "aws:iam/role:Role": (made) => ({ arn: global("iam", `role/${made}`) }),
  "aws:iam/policy:Policy": (made) => ({ arn: global("iam", `policy/${made}`) }),
  "aws:secretsmanager/secret:Secret": (made) => ({ arn: arn("secretsmanager", `secret:${made}-AbCdEf`) }),
  "aws:secretsmanager/secretVersion:SecretVersion": (made) => ({ versionId: uuid(made) }),
  "aws:acmpca/certificateAuthority:CertificateAuthority": (made) => ({
    arn: arn("acm-pca", `certificate-authority/${uuid(made)}`),
    certificateSigningRequest: "a request",
  }),
  "aws:acmpca/certificate:Certificate": (made) => ({
    arn: arn("acm-pca", `certificate-authority/${uuid(made)}/certificate/${"a".repeat(32)}`),
    certificate: "a certificate",
    certificateChain: "its chain",
  }),
  "aws:s3/bucket:Bucket": (made) => ({ arn: `arn:aws:s3:::${made}` }),
  "aws:s3tables/tableBucket:TableBucket": (made) => ({ arn: arn("s3tables", `bucket/${made}`) }),
  "aws:glue/registry:Registry": (made) => ({ arn: arn("glue", `registry/${made}`) }),
  "aws:glue/schema:Schema": (made) => ({ arn: arn("glue", `schema/${made}`) }),
  "aws:sqs/queue:Queue": (made) => ({
    arn: arn("sqs", made),
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${made}`,
  }),
  "aws:cloudwatch/logGroup:LogGroup": (made) => ({ arn: arn("logs", `log-group:${made}`) }),
  "aws:glue/catalogDatabase:CatalogDatabase": (made) => ({ arn: arn("glue", `database/${made}`) }),
  "aws:ecr/repository:Repository": (made) => ({
    arn: arn("ecr", `repository/${made}`),
    registryId: ACCOUNT,
    repositoryUrl: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${made}`,
  }),
};

/** For any type: its ARN, and what the table says of it. */
export function awsAnswer(type: string): OutputsOf[string] {
  const [, service = "", kind = ""] = /^aws:([^/]+)\/([^:]+):/.exec(type) ?? [];
  return (inputs, name) => {
    const made: string = inputs["name"] ?? inputs["clusterName"] ?? `${inputs["bucketPrefix"] ?? `${name}-`}1a2b3c4`;
    const named = type === "aws:s3/bucket:Bucket" ? { bucket: made } : { name: made };
    return { ...named, arn: arn(service, `${kind}/${made}`), ...special[type]?.(made, inputs) };
  };
}

/** Of the right form and the same for the same text. */
function uuid(text: string): string {
  const digits = Buffer.from(text).toString("hex").padEnd(32, "0").slice(-32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
