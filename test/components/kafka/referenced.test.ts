/** The cluster of another stack: what is read of its outputs, and what is said when something is missing there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { TributaryError } from "../../../components/errors.ts";
import {
  clusterOf,
  connectionOf,
  ReferencedCluster,
  type ReferencedClusterArgs,
  reachedOf,
  registryOf,
} from "../../../components/kafka/referenced.ts";
import { record } from "../../support/recording.ts";

const connection = (principal: string) => ({
  version: 1 as const,
  bootstrapServers: ["kafka:9093"],
  protocol: "SASL_SSL" as const,
  auth: { mechanism: "none" as const },
  limits: { maxMessageBytes: 1, compression: [] },
  principal,
  groupPrefix: "",
});
const reached = { to: [{ podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } } }], ports: [9093] };
const primary = {
  clusterId: "abc",
  kafkaVersion: "4.2.0",
  topics: { events: { name: "login-events", partitions: 12 } },
  connections: { ingest: connection("ingest") },
  reached: { ingest: reached },
};
const outputs = {
  schemaVersion: 1,
  clusters: { primary, standby: null },
  registry: { connection: { url: "https://registry:8081" }, reached: { to: [], ports: [8081] } },
};
const args: ReferencedClusterArgs = {
  stack: "acme/tributary/platform",
  cluster: "primary",
  topics: { events: { name: "login-events", partitions: 6 } },
  access: { ingest: { auth: "scram", produce: ["login-events"] }, reader: { auth: "scram" } },
  placement: { cloud: "kubernetes", zones: [] },
};
const of = (given: object) => ({ "pulumi:pulumi:StackReference": () => ({ outputs: given, secretOutputNames: [] }) });
const promised = <T>(output: pulumi.Output<T>) => (output as unknown as { promise(): Promise<T> }).promise();

async function made(given: object = outputs) {
  let cluster!: ReferencedCluster;
  const recording = await record(
    () => {
      cluster = new ReferencedCluster("kafka", args);
    },
    { outputs: of(given) },
  );
  return { recording, cluster };
}
const says = (text: RegExp) => (error: TributaryError) =>
  error.code === "TRB_SETTINGS_INVALID" && text.test(error.message);

test("connections, topics, version and ports are those that the other stack tells; nothing is made", async () => {
  const { recording, cluster } = await made();
  assert.deepEqual(await promised(cluster.connectionFor("ingest")), connection("ingest"));
  assert.deepEqual([await promised(cluster.clusterId), await promised(cluster.kafkaVersion)], ["abc", "4.2.0"]);
  assert.deepEqual(await promised(pulumi.output(cluster.topics)), primary.topics);
  assert.deepEqual(await promised(pulumi.output(cluster.reachedBy("ingest"))), reached);
  assert.deepEqual(
    recording.resources.map(({ type, name }) => `${type} ${name}`),
    ["pulumi:pulumi:StackReference kafka-stack", "tributary:kafka:ReferencedCluster kafka"],
  );
  const { registry } = outputs;
  assert.deepEqual(await promised(cluster.registry().connection), registry.connection);
});

test("a principal that the other stack has not is named, with those that it has", async () => {
  const { cluster } = await made();
  assert.throws(() => cluster.connectionFor("nobody"), says(/kafka\.access has no principal nobody/));
  assert.throws(
    () => connectionOf(args.stack, "reader", primary),
    says(/^Stack acme\/tributary\/platform tells no connection of principal reader; it has ingest: add it /),
  );
});

test("a principal that is a role of a cloud there is refused: no pod of another stack is that role", () => {
  const ingest = { ...connection("ingest"), auth: { mechanism: "aws-iam" as const, region: "eu-central-1" } };
  assert.throws(
    () => connectionOf(args.stack, "ingest", { connections: { ingest } }),
    says(/knows principal ingest by an identity of its cloud.*kafka\.access\.ingest\.auth/),
  );
});

test("a registry that the other stack has not, and brokers and a registry that are not for pods", () => {
  const { registry } = outputs;
  assert.equal(registryOf(args.stack, registry).connection, registry.connection);
  assert.throws(() => registryOf(args.stack, null), says(/has no schema registry: start one there/));
  assert.throws(() => registryOf(args.stack, { connection: registry.connection }), says(/name it as registry\.url/));
  assert.throws(
    () => reachedOf(args.stack, "ingest", {}),
    says(/they are not for pods, or it was deployed by an older/),
  );
});

test("outputs that are none, newer ones, another cluster, and topics that do not fit", () => {
  const refused = (given: object, text: RegExp, change: Partial<ReferencedClusterArgs> = {}) =>
    assert.throws(() => clusterOf({ ...args, ...change }, { ...outputs, ...given } as typeof outputs), says(text));
  refused({ schemaVersion: undefined }, /has no outputs of Tributary: run up there first/);
  refused({ schemaVersion: 2 }, /newer Tributary \(outputs of version 2, and this one reads 1\)/);
  refused({}, /has no standby cluster/, { cluster: "standby" });
  refused({}, /there is no topic other \(it has events\); topic events has 12 partitions and 24 are asked for/, {
    topics: { other: { partitions: 1 }, events: { name: "login-events", partitions: 24 } },
  });
  refused({}, /topic events is login-events and not events/, { topics: { events: { partitions: 1 } } });
  assert.equal(clusterOf(args, outputs), primary);
});

test("in a preview nothing of the other stack needs to be known", async () => {
  let connections: pulumi.Output<unknown> | undefined;
  await record(
    () => {
      const cluster = new ReferencedCluster("kafka", args);
      connections = cluster.connectionFor("reader");
    },
    { preview: true },
  );
  assert.equal(await (connections as unknown as { isKnown: Promise<boolean> }).isKnown, false);
});
