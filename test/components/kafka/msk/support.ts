/** Clusters under Pulumi's mocks, with what AWS would answer. */
import * as pulumi from "@pulumi/pulumi";
import type { MskExpressArgs, MskServerlessArgs, MskStandardArgs } from "../../../../components/kafka/msk/args.ts";
import { MskCluster } from "../../../../components/kafka/msk/cluster.ts";
import { type OutputsOf, type Recorded, type Recording, record } from "../../../support/recording.ts";

export const ARN =
  "arn:aws:kafka:eu-central-1:123456789012:cluster/tributary-test/0a1b2c3d-0000-4000-8000-123456789abc-2";
export const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const output = <T>(value: T) => pulumi.output(value);

const common = {
  clusterName: "tributary-test",
  region: "eu-central-1",
  network: {
    id: output("vpc-1"),
    cidrs: ["10.60.0.0/16"],
    privateSubnets: zones.map((zone, index) => ({ id: output(`subnet-${index}`), zone, cidr: `10.60.${index}.0/24` })),
    zones,
    ready: [],
  },
  clients: { nodes: output("sg-nodes") },
  keys: { data: "arn:aws:kms:data", secrets: "arn:aws:kms:secrets" },
  pods: {
    cluster: {
      name: output("eks"),
      arn: output("arn:aws:eks:eu-central-1:123456789012:cluster/eks"),
      kubeconfig: output(""),
      securityGroup: output("sg-nodes"),
      ready: [],
    },
    namespace: "tributary",
  },
  sizing: { nodes: 3 },
  topics: { events: { name: "login-events", partitions: 6 }, counts: { partitions: 3, cleanup: "compact" as const } },
  access: {
    ingest: { auth: "scram" as const, produce: ["login-events"], quota: { produceBytesPerSecond: 1000 } },
    processor: { auth: "iam" as const, consume: [{ topic: "login-events", group: "processor" }], produce: ["counts"] },
    partner: { auth: "mtls" as const, consume: [{ topic: "login-events", group: "partner-*" }] },
  },
  protection: true,
  tags: { stack: "test" },
};

export const standard: MskStandardArgs = {
  ...common,
  tier: "standard",
  version: "4.1.x.kraft",
  instanceType: "kafka.m7g.large",
  config: {},
  storage: { sizeGi: 100 },
  monitoring: { level: "PER_BROKER", open: true },
  logs: { retentionDays: 30 },
  authority: { mode: "create", validDays: 365 },
};

export const express: MskExpressArgs = {
  ...common,
  tier: "express",
  version: "4.2.x.kraft",
  instanceType: "express.m7g.large",
  config: {},
  monitoring: { level: "DEFAULT", open: true },
  logs: { retentionDays: 30 },
  authority: { mode: "existing", arn: "arn:aws:acm-pca:theirs", signingAlgorithm: "SHA256WITHECDSA", validDays: 30 },
};

const { processor } = common.access;
export const serverless: MskServerlessArgs = { ...common, tier: "serverless", access: { processor } };

const servers = (port: number, part = "") =>
  [2, 1, 3]
    .map((broker) => `b-${broker}${part}.tributarytest.abc123.c2.kafka.eu-central-1.amazonaws.com:${port}`)
    .join();

const publicServers = {
  bootstrapBrokersPublicSaslIam: servers(9198, "-public"),
  bootstrapBrokersPublicSaslScram: servers(9196, "-public"),
  bootstrapBrokersPublicTls: servers(9194, "-public"),
};
const multiVpcServers = { bootstrapBrokersVpcConnectivitySaslIam: servers(14001) };

export const outputs: OutputsOf = {
  "aws:msk/cluster:Cluster": ({ brokerNodeGroupInfo: { connectivityInfo } }) => ({
    arn: ARN,
    clusterUuid: "0a1b2c3d-0000-4000-8000-123456789abc-2",
    bootstrapBrokersSaslIam: servers(9098),
    bootstrapBrokersSaslScram: servers(9096),
    bootstrapBrokersTls: servers(9094),
    ...(connectivityInfo.publicAccess.type === "DISABLED" ? {} : publicServers),
    ...(connectivityInfo.vpcConnectivity.clientAuthentication.sasl.iam ? multiVpcServers : {}),
  }),
  "aws:msk/serverlessCluster:ServerlessCluster": () => ({
    arn: ARN,
    clusterUuid: "0a1b2c3d-0000-4000-8000-123456789abc-2",
    bootstrapBrokersSaslIam: "boot-abc.c2.kafka-serverless.eu-central-1.amazonaws.com:9098",
  }),
  "aws:msk/configuration:Configuration": () => ({ arn: "arn:aws:kafka:configuration", latestRevision: 7 }),
  "aws:secretsmanager/secret:Secret": ({ name }) => ({ arn: `arn:aws:secretsmanager:${name}` }),
  "aws:acmpca/certificateAuthority:CertificateAuthority": () => ({
    arn: "arn:aws:acm-pca:own",
    certificateSigningRequest: "csr of the authority",
  }),
  "aws:acmpca/certificate:Certificate": () => ({ certificate: "own", certificateChain: "root" }),
  "aws:msk/topic:Topic": ({ name }) => ({ arn: `arn:aws:kafka:topic/${name}` }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "a password" }),
  "aws:iam/role:Role": () => ({ arn: "arn:aws:iam:role" }),
};

export const value = <T>(of: pulumi.Output<T>) => new Promise<T>((resolve) => of.apply(resolve));

export async function made(
  args: MskStandardArgs | MskExpressArgs | MskServerlessArgs,
  { preview = false, more = () => undefined }: { preview?: boolean; more?: (cluster: MskCluster) => unknown } = {},
): Promise<{ recording: Recording; cluster: MskCluster }> {
  let cluster: MskCluster | undefined;
  const recording = await record(
    () => {
      cluster = new MskCluster("kafka", args);
      return more(cluster);
    },
    { preview, outputs },
  );
  return { recording, cluster: cluster! };
}

/** The names of what a resource waits for. */
export function waitsFor({ resources }: Recording, { dependencies }: Recorded): string[] {
  const names = new Set(dependencies.map((urn) => urn.split("::").at(-1)!));
  return resources.filter(({ name }) => names.has(name)).map(({ name }) => name);
}
