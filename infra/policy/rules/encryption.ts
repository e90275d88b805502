/** Encryption: on the way, and where data lies. A table by type; where a type is always encrypted it is not in it. */
import { type Expectation, findingsOf, isNotFalse, isObject, isText, isTrue, listOf, placesOf } from "../read.ts";
import type { Finding, ResourceRule } from "../rule.ts";
import { allowsOf, documentsOf } from "./documents.ts";

const tls = (path: string): Expectation => ({ path, allowed: "true", fits: isTrue });
const on = (path: string): Expectation => ({ path, allowed: "true, or left out", fits: isNotFalse });

/** Loopback never leaves the machine. */
const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/;

const protocols: Expectation = {
  path: "protocol",
  allowed: "SSL, SASL_SSL",
  fits: (value) => value === "SSL" || value === "SASL_SSL",
};

const inTransit: Record<string, Expectation[]> = {
  "aws:msk/cluster:Cluster": [
    {
      path: "encryptionInfo.encryptionInTransit.clientBroker",
      allowed: '"TLS"',
      fits: (value) => value === "TLS",
    },
    on("encryptionInfo.encryptionInTransit.inCluster"),
    {
      path: "clientAuthentication.unauthenticated",
      allowed: "false, or left out",
      fits: (value) => !isTrue(value),
    },
  ],
  "kubernetes:kafka.strimzi.io/v1:Kafka": [tls("spec.kafka.listeners[].tls")],
  "kubernetes:networking.k8s.io/v1:Ingress": [
    { path: "spec.tls", allowed: "a list of hosts with the Secret of a certificate", fits: isFilled },
  ],
  ...Object.fromEntries(
    ["elasticsearch.k8s.elastic.co/v1:Elasticsearch", "kibana.k8s.elastic.co/v1:Kibana"].map((type) => [
      `kubernetes:${type}`,
      [
        {
          path: "spec.http.tls.selfSignedCertificate.disabled",
          allowed: "false, or left out",
          fits: (value: unknown) => !isTrue(value),
        },
      ],
    ]),
  ),
  "aws:lb/listener:Listener": [
    { path: "protocol", allowed: '"TLS", "HTTPS"', fits: (value) => value === "TLS" || value === "HTTPS" },
  ],
};

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Brokers of somebody else: the protocol is the settings', but for those on this very machine. */
function ofExisting(inputs: Record<string, unknown>): Finding[] {
  const servers = listOf(inputs["bootstrapServers"]);
  if (servers.every((server) => typeof server === "string" && loopback.test(server))) return [];
  return findingsOf(inputs, [protocols]);
}

/** A bucket answers plain HTTP unless its policy denies that. */
function ofBucketPolicy(inputs: Record<string, unknown>): Finding[] {
  const documents = documentsOf(inputs);
  if (documents.length === 0) return [];
  const denies = documents.some(({ statements }) =>
    statements.some(
      ({ statement }) =>
        statement["Effect"] === "Deny" &&
        placesOf(statement, "Condition.Bool").some(
          ({ value }) => isObject(value) && listOf(value["aws:SecureTransport"]).some((one) => String(one) === "false"),
        ),
    ),
  );
  if (denies) return [];
  const allowed = "a statement that denies everything where aws:SecureTransport is false";
  return [{ path: "policy.Statement", given: `${allowsOf(documents).length} that allow, none that denies`, allowed }];
}

export const encryptionInTransit: ResourceRule = {
  name: "encryption-in-transit",
  level: "mandatory",
  severity: "critical",
  about: "Between clients, brokers, stores and the outside nothing goes in plain text; loopback is no outside.",
  mend: "Turn TLS on at that path; in a stack file it is kafka.protocol for brokers of others, everything else is the components'.",
  check({ type, inputs }) {
    if (type === "tributary:kafka:ExistingCluster" || type === "tributary:kafka:ExistingPodsCluster")
      return ofExisting(inputs);
    if (type === "aws:s3/bucketPolicy:BucketPolicy") return ofBucketPolicy(inputs);
    return findingsOf(inputs, inTransit[type] ?? []);
  },
};

const key = (path: string): Expectation => ({ path, allowed: "the ARN of a key", fits: isText });
const kms = (path: string): Expectation => ({
  path,
  allowed: '"aws:kms"',
  fits: (value) => value === "aws:kms" || value === "aws:kms:dsse",
});

const atRest: Record<string, Expectation[]> = {
  "aws:msk/cluster:Cluster": [key("encryptionInfo.encryptionAtRestKmsKeyArn")],
  "aws:eks/cluster:Cluster": [
    key("encryptionConfig.provider.keyArn"),
    {
      path: "encryptionConfig.resources",
      allowed: '["secrets"]',
      fits: (value) => listOf(value).includes("secrets"),
    },
  ],
  "aws:ec2/launchTemplate:LaunchTemplate": [tls("blockDeviceMappings[].ebs.encrypted")],
  "aws:ebs/volume:Volume": [tls("encrypted")],
  "aws:efs/fileSystem:FileSystem": [tls("encrypted")],
  "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass": [tls("spec.blockDeviceMappings[].ebs.encrypted")],
  "aws:ecr/repository:Repository": [
    {
      path: "encryptionConfigurations[].encryptionType",
      allowed: '"KMS"',
      fits: (value) => value === "KMS" || value === "KMS_DSSE",
    },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [key("kmsKeyId")],
  "aws:secretsmanager/secret:Secret": [key("kmsKeyId")],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    kms("rules[].applyServerSideEncryptionByDefault.sseAlgorithm"),
  ],
  "aws:s3tables/tableBucket:TableBucket": [kms("encryptionConfiguration.sseAlgorithm")],
  "aws:athena/workgroup:Workgroup": [
    {
      path: "configuration.resultConfiguration.encryptionConfiguration.encryptionOption",
      allowed: '"SSE_KMS", "CSE_KMS"',
      fits: (value) => value === "SSE_KMS" || value === "CSE_KMS",
    },
  ],
  "aws:kms/key:Key": [tls("enableKeyRotation")],
};

/** Volumes of this driver are plain unless the class, or the account's own default, says otherwise. */
const EBS = "ebs.csi.aws.com";

export const encryptionAtRest: ResourceRule = {
  name: "encryption-at-rest",
  level: "mandatory",
  severity: "high",
  about:
    "Volumes, brokers' disks, buckets, images, logs, queues and secrets are encrypted, where a key can be chosen by one that is rotated.",
  mend: "Name the key at that path: components of a stack on AWS are given those of components/secrets/aws/keys.ts.",
  check({ type, inputs }) {
    if (type === "aws:sqs/queue:Queue" && inputs["kmsMasterKeyId"] === undefined)
      return findingsOf(inputs, [tls("sqsManagedSseEnabled")]);
    if (type === "kubernetes:storage.k8s.io/v1:StorageClass" && inputs["provisioner"] === EBS)
      return findingsOf(inputs, [tls("parameters.encrypted")]);
    return findingsOf(inputs, atRest[type] ?? []);
  },
};
