/** Ways to the brokers: private at first, others in a second step, and the right address for each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../../components/errors.ts";
import type { MskClusterArgs, MskReach, MskStandardArgs } from "../../../../components/kafka/msk/args.ts";
import { addresses, brokerHosts } from "../../../../components/kafka/msk/bootstrap.ts";
import { MskCluster } from "../../../../components/kafka/msk/cluster.ts";
import { record } from "../../../support/recording.ts";
import { ARN, express, made, serverless, standard, value } from "./support.ts";

const quiet = { level: "DEFAULT", open: false } as const;
const subnets = standard.network.privateSubnets;
const publicReach: MskReach = { mode: "public", created: true, cidrs: ["203.0.113.0/24"] };
const multiReach: MskReach = {
  mode: "multi-vpc",
  created: true,
  accounts: ["222222222222", "111111111111"],
  connections: { team: { vpc: "vpc-2", subnets: ["subnet-9"], securityGroups: ["sg-9"], auth: "iam" } },
};
const refusedArgs = async (args: MskClusterArgs, message: RegExp) => {
  const { resources } = await record(() => {
    assert.throws(
      () => new MskCluster("kafka", args),
      (error: TributaryError) => error.code === "TRB_SETTINGS_INVALID" && message.test(error.message),
    );
  });
  assert.deepEqual(resources, [], "no resource was reached");
};
const refused = (change: Partial<MskStandardArgs>, message: RegExp) => refusedArgs({ ...standard, ...change }, message);

test("private: everything else is said to be off, and there is no way from outside", async () => {
  const { cluster } = await made(standard);
  assert.equal(cluster.endpoints.external, undefined);
  assert.throws(() => cluster.connectionFor("ingest", "external"), /no listener external/);
});

test("public: only after the cluster is there, with public subnets, and only for given ranges", async () => {
  const { recording, cluster } = await made({ ...standard, monitoring: quiet, subnets, reach: publicReach });
  const { connectivityInfo } = recording.named("kafka-cluster").inputs["brokerNodeGroupInfo"];
  assert.deepEqual(connectivityInfo.publicAccess, { type: "SERVICE_PROVIDED_EIPS" });
  const rule = recording.named("kafka-ingress-public-203-0-113-0-24-scram").inputs;
  assert.deepEqual([rule["cidrIpv4"], rule["fromPort"]], ["203.0.113.0/24", 9196]);
  const { bootstrapServers } = await value(cluster.connectionFor("ingest", "external"));
  assert.ok(bootstrapServers.every((server) => /-public\..*:9196$/.test(server)));
});

test("public: refused at creation, without public subnets, and with open monitoring", async () => {
  const reach = { mode: "public", cidrs: [] } as unknown as MskReach;
  await refused({ reach, subnets, monitoring: quiet }, /comes after it is there/);
  await refused({ reach: publicReach, monitoring: quiet }, /from their first day/);
  await refused({ reach: publicReach, subnets }, /no open monitoring/);
});

test("multi-vpc: accounts may connect and nothing more, and connections wait for the cluster", async () => {
  const { recording, cluster } = await made({ ...standard, reach: multiReach });
  const { connectivityInfo } = recording.named("kafka-cluster").inputs["brokerNodeGroupInfo"];
  assert.deepEqual(connectivityInfo, {
    publicAccess: { type: "DISABLED" },
    vpcConnectivity: { clientAuthentication: { sasl: { iam: true, scram: true }, tls: true } },
  });
  const [statement] = JSON.parse(recording.named("kafka-policy").inputs["policy"]).Statement;
  assert.deepEqual(statement.Principal, { AWS: ["111111111111", "222222222222"] });
  assert.equal(statement.Resource, ARN, "another cluster's ARN is refused");
  assert.ok(statement.Action.every((action: string) => !action.startsWith("kafka-cluster:")));
  assert.deepEqual(recording.named("kafka-connection-team").inputs, {
    targetClusterArn: ARN,
    authentication: "SASL_IAM",
    vpcId: "vpc-2",
    clientSubnets: ["subnet-9"],
    securityGroups: ["sg-9"],
    tags: { stack: "test" },
  });
  const { bootstrapServers } = await value(cluster.connectionFor("processor", "external"));
  assert.ok(bootstrapServers.every((server) => server.endsWith(":14001")));
});

test("multi-vpc: refused at creation", async () => {
  const reach = { mode: "multi-vpc", accounts: [], connections: {} } as unknown as MskReach;
  await refused({ reach }, /reach multi-vpc comes after/);
});

test("what no cluster can be made of reaches no resource", async () => {
  await refused({ sizing: { nodes: 4 } }, /4 brokers are not the same number in each of 3 zones/);
  await refused({ clusterName: "tributary_test" }, /no name of an MSK cluster/);
  await refused({ clusterName: "x".repeat(65) }, /at most 64 characters/);
  await refused({ authority: undefined }, /no authority/);
  await refused({ access: { administrator: { auth: "iam" } } }, /another name/);
  await refused({ access: { a: { auth: "oauth" } } }, /knows iam, scram, mtls/);
  await refused({ access: { a: { auth: "iam", quota: { requestPercent: 1 } } } }, /do not know roles/);
  await refused({ subnets: subnets.slice(0, 1), sizing: { nodes: 1 } }, /two or three subnets/);
  await refusedArgs({ ...serverless, access: { a: { auth: "scram" } } }, /MSK serverless knows iam/);
  await refusedArgs({ ...express, subnets: subnets.slice(0, 2), sizing: { nodes: 4 } }, /need three subnets/);
});

test("an address that AWS has not given is one clear sentence", () => {
  for (const none of [undefined, ""])
    assert.throws(
      () => addresses(none, "scram", "private"),
      (error: TributaryError) =>
        error.code === "TRB_NOT_READY" && /bootstrapBrokersSaslScram is empty/.test(error.message) && error.hint !== "",
    );
  assert.deepEqual(addresses("b:2,a:1", "iam", "public"), ["a:1", "b:2"]);
});

test("every broker has its page, although three addresses are given", async () => {
  const hosts = brokerHosts(["b-3.x.abc.c2.kafka.eu-central-1.amazonaws.com:9098"], 6);
  assert.deepEqual(hosts.length, 6);
  assert.equal(hosts[5], "b-6.x.abc.c2.kafka.eu-central-1.amazonaws.com");
  const { cluster } = await made(standard);
  const pages = cluster.metrics.filter((source) => source.kind === "scrape");
  assert.deepEqual(
    await value(pages[0]!.targets),
    [1, 2, 3].map((broker) => `b-${broker}.tributarytest.abc123.c2.kafka.eu-central-1.amazonaws.com:11001`),
  );
  assert.deepEqual(
    cluster.metrics.map(({ kind }) => kind),
    ["cloudwatch", "scrape", "scrape"],
  );
  assert.deepEqual(
    (await made(serverless)).cluster.metrics.map(({ kind }) => kind),
    ["cloudwatch"],
  );
});

test("a NetworkPolicy lets pods reach the network's ranges at the one port of their login", async () => {
  const { cluster } = await made(standard);
  const to = [{ ipBlock: { cidr: "10.60.0.0/16" } }];
  assert.deepEqual(cluster.reachedBy("ingest"), { to, ports: [9096] });
  assert.deepEqual(cluster.reachedBy("processor"), { to, ports: [9098] });
  assert.deepEqual(cluster.reachedBy("partner"), { to, ports: [9094] });
  assert.deepEqual(cluster.endpoints.internal?.auth, ["iam", "scram", "mtls"]);
});
