/** What AWS would answer, as far as programs read it: names that were made up, ARNs of the right form. */
import type { OutputsOf } from "../support/recording.ts";
import type { Mapping } from "./models/mapping.ts";
import { mappings } from "./models/services/index.ts";

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";
const UUID = "11111111-2222-3333-4444-555555555555";
const MADE_UP = "made-up-1a2b3c4";

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const global = (service: string, rest: string) => `arn:aws:${service}::${ACCOUNT}:${rest}`;

/** By type, over what is common to all. */
const special: OutputsOf = {
  "aws:msk/cluster:Cluster": ({ clusterName = MADE_UP }) => ({
    arn: arn("kafka", `cluster/${clusterName}/${UUID}-7`),
    clusterUuid: `${UUID}-7`,
    currentVersion: "K1",
    ...Object.fromEntries(
      Object.entries({ Tls: 9094, SaslScram: 9096, SaslIam: 9098 }).map(([kind, port]) => [
        `bootstrapBrokers${kind}`,
        [1, 2, 3].map((broker) => `b-${broker}.${clusterName}.kafka.${REGION}.amazonaws.com:${port}`).join(),
      ]),
    ),
  }),
  "aws:msk/serverlessCluster:ServerlessCluster": ({ clusterName = MADE_UP }) => ({
    arn: arn("kafka", `cluster/${clusterName}/${UUID}-s1`),
    clusterUuid: `${UUID}-s1`,
    bootstrapBrokersSaslIam: `boot-1.kafka-serverless.${REGION}.amazonaws.com:9098`,
  }),
  "aws:msk/configuration:Configuration": ({ name = MADE_UP }) => ({
    arn: arn("kafka", `configuration/${name}/${UUID}-7`),
    latestRevision: 1,
  }),
  "aws:eks/cluster:Cluster": ({ name = MADE_UP }) => ({
    arn: arn("eks", `cluster/${name}`),
    endpoint: `https://ABCDEF.gr7.${REGION}.eks.amazonaws.com`,
    certificateAuthority: { data: "QUJD" },
    vpcConfig: { clusterSecurityGroupId: "sg-0123456789abcdef0" },
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:kms/key:Key": () => ({ arn: arn("kms", `key/${UUID}`), keyId: UUID }),
  "aws:iam/role:Role": ({ name = MADE_UP }) => ({ arn: global("iam", `role/${name}`) }),
  "aws:iam/policy:Policy": ({ name = MADE_UP }) => ({ arn: global("iam", `policy/${name}`) }),
  "aws:secretsmanager/secret:Secret": ({ name = MADE_UP }) => ({ arn: arn("secretsmanager", `secret:${name}-AbCdEf`) }),
  "aws:secretsmanager/secretVersion:SecretVersion": () => ({ versionId: UUID }),
  "aws:acmpca/certificateAuthority:CertificateAuthority": () => ({
    arn: arn("acm-pca", `certificate-authority/${UUID}`),
    certificateSigningRequest: "a request",
  }),
  "aws:acmpca/certificate:Certificate": () => ({
    arn: arn("acm-pca", `certificate-authority/${UUID}/certificate/${"a".repeat(32)}`),
    certificate: "a certificate",
    certificateChain: "its chain",
  }),
  "aws:s3/bucket:Bucket": ({ bucket, bucketPrefix = `${MADE_UP}-` }) => ({
    bucket: bucket ?? `${bucketPrefix}20261127`,
    arn: `arn:aws:s3:::${bucket ?? `${bucketPrefix}20261127`}`,
  }),
  "aws:sqs/queue:Queue": ({ name = MADE_UP }) => ({
    arn: arn("sqs", name),
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
  }),
  "aws:cloudwatch/logGroup:LogGroup": ({ name = MADE_UP }) => ({ arn: arn("logs", `log-group:${name}`) }),
  "aws:glue/catalogDatabase:CatalogDatabase": ({ name = MADE_UP }) => ({ arn: arn("glue", `database/${name}`) }),
  "aws:ecr/repository:Repository": ({ name = MADE_UP }) => ({
    arn: arn("ecr", `repository/${name}`),
    registryId: ACCOUNT,
    repositoryUrl: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${name}`,
  }),
};

/** For every type that has requests. */
export const awsAnswers: OutputsOf = Object.fromEntries(
  Object.entries(mappings)
    .filter((entry): entry is [string, Mapping] => "calls" in entry[1])
    .map(([type, { service, autoName }]) => [
      type,
      (inputs) => ({
        ...(autoName === undefined ? {} : { [autoName]: inputs[autoName] ?? MADE_UP }),
        arn: arn(service, `${type.split("/")[1]!.split(":")[0]}/${MADE_UP}`),
        ...special[type]?.(inputs),
      }),
    ]),
);
