/** What the contract promises, of each backend; under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { kafkaConnectionSchema } from "../../../app/src/connection.ts";
import type { TributaryError } from "../../../components/errors.ts";
import { ExistingCluster, type ExistingClusterArgs } from "../../../components/kafka/existing.ts";
import { LocalCluster, type LocalClusterArgs } from "../../../components/kafka/local.ts";
import { record } from "../../support/recording.ts";

const password = (name: string) => ({ active: { store: "file" as const, name } });
const shared = {
  sizing: { nodes: 3 },
  topics: { events: { partitions: 6, maxMessageBytes: 4096 }, out: { name: "out-1", partitions: 3 } },
  access: {
    writer: { auth: "scram" as const, produce: ["events"], transactionalIdPrefix: "w-" },
    reader: {
      auth: "scram" as const,
      consume: [{ topic: "events", group: "reader-*" }],
      quota: { consumeBytesPerSecond: 1000 },
    },
  },
  protection: false,
  tags: {},
};
const local: LocalClusterArgs = {
  ...shared,
  version: "4.4.0",
  metadata: "kraft",
  clusterId: "abcdefghijklmnopqrstuw",
  heapMb: 384,
  ports: { kafka: 9000, replication: 9100, controller: 9200, zookeeper: 9300 },
  config: {},
  authority: { validDays: 825, rotation: 1 },
};
const existing: ExistingClusterArgs = {
  ...shared,
  bootstrapServers: ["broker:9094"],
  protocol: "SASL_SSL",
  tls: { ca: [{ store: "file", name: "ca.crt" }] },
  principals: {
    writer: { mechanism: "scram-sha-512", username: "app-writer", password: password("w") },
    reader: { mechanism: "plain", username: "app-reader", password: password("r") },
  },
};

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const made = <T>(make: () => T) => {
  let cluster: T | undefined;
  return record(() => {
    cluster = make();
  }).then((recording) => ({ recording, cluster: cluster! }));
};
const invalid = (message: RegExp) => (error: TributaryError) =>
  error.code === "TRB_SETTINGS_INVALID" && message.test(error.message);

test("local: a connection for each principal, with its own rights and limits", async () => {
  const { cluster } = await made(() => new LocalCluster("kafka", local));
  const writer = kafkaConnectionSchema.parse(await value(cluster.connectionFor("writer")));
  assert.deepEqual(writer.bootstrapServers, ["127.0.0.1:9000", "127.0.0.1:9001", "127.0.0.1:9002"]);
  assert.deepEqual(
    [writer.protocol, writer.auth.mechanism, writer.limits.maxMessageBytes],
    ["SASL_SSL", "scram-sha-512", 4096],
  );
  assert.deepEqual([writer.groupPrefix, writer.transactionalIdPrefix], ["", "w-"]);
  const reader = kafkaConnectionSchema.parse(await value(cluster.connectionFor("reader")));
  assert.equal(reader.groupPrefix, "reader-");
  assert.deepEqual(reader.tls, { ca: [{ store: "file", name: "secrets/ca/ca.crt" }] });
  assert.throws(() => cluster.connectionFor("nobody"), invalid(/no principal nobody; it has writer, reader/));
  assert.throws(() => cluster.connectionFor("writer", "replication"), invalid(/no listener replication/));
});

test("local: nodes, ready, logs and endpoints are whole", async () => {
  const { recording, cluster } = await made(() => new LocalCluster("kafka", local));
  assert.deepEqual(Object.keys(cluster.nodes.brokers), ["1", "2", "3"]);
  assert.equal(cluster.ready.length, 1 + 2 + 2 + 2 + 1);
  assert.deepEqual(
    cluster.logs.map(({ kind, ...log }) => ("path" in log ? log.path : kind)),
    ["logs/kafka-1.log", "logs/kafka-2.log", "logs/kafka-3.log"],
  );
  assert.equal(cluster.endpoints.external, undefined);
  assert.deepEqual(await value(cluster.endpoints.replication!.bootstrapServers), [
    "127.0.0.1:9100",
    "127.0.0.1:9101",
    "127.0.0.1:9102",
  ]);
  assert.deepEqual(recording.named("kafka-node-2").inputs["nodes"][1], {
    id: 2,
    client: 9001,
    replication: 9101,
    controller: 9201,
  });
  assert.equal(recording.named("kafka-quota-reader").inputs["consumeBytesPerSecond"], 1000);
});

test("local: a transform is typed, changes its child and stays out of state", async () => {
  const { recording } = await made(
    () =>
      new LocalCluster("kafka", {
        ...local,
        transform: {
          broker: (args, opts, name) => {
            args.heapMb = name.endsWith("-2") ? 512 : 400;
            opts.protect = true;
          },
          topic: { allow: ["delete"] },
        },
      }),
  );
  assert.deepEqual(
    recording.of("tributary:local:Broker").map(({ inputs, protect }) => [inputs["heapMb"], protect]),
    [
      [400, true],
      [512, true],
      [400, true],
    ],
  );
  assert.deepEqual(recording.named("kafka-topic-events").inputs["allow"], ["delete"]);
  assert.ok(!("transform" in recording.named("kafka").inputs));
});

test("existing without an administrator: every principal looks for its own topics, nothing is changed", async () => {
  const { recording, cluster } = await made(() => new ExistingCluster("kafka", existing));
  assert.deepEqual(
    recording.resources
      .filter(({ custom }) => custom)
      .map(({ name }) => name)
      .sort(),
    ["kafka-check-reader", "kafka-check-writer"],
  );
  assert.deepEqual(recording.named("kafka-check-writer").inputs["topics"], [{ topic: "events", partitions: 6 }]);
  assert.equal(await value(cluster.clusterId), "theirs");
  const writer = kafkaConnectionSchema.parse(await value(cluster.connectionFor("writer")));
  assert.deepEqual([writer.principal, writer.bootstrapServers], ["writer", ["broker:9094"]]);
  assert.ok("username" in writer.auth && writer.auth.username === "app-writer");
  assert.deepEqual(await value(pulumi.output(cluster.topics)), {
    events: { name: "events", partitions: 6 },
    out: { name: "out-1", partitions: 3 },
  });
});

test("existing with an administrator: topics, rights and quotas are managed, topics outlive the stack", async () => {
  const admin = { mechanism: "scram-sha-512" as const, username: "root", password: password("a") };
  const { recording } = await made(() => new ExistingCluster("kafka", { ...existing, admin }));
  assert.equal(recording.named("kafka-topic-out").inputs["topic"], "out-1");
  assert.equal(
    recording.named("kafka-access-writer").inputs["principal"],
    "app-writer",
    "rights are given to the user that connects",
  );
  assert.equal(recording.named("kafka-quota-reader").inputs["user"], "app-reader");
  assert.ok(
    recording
      .of("tributary:kafka:Topic")
      .every(({ retainOnDelete, deletedWith }) => retainOnDelete && deletedWith === ""),
  );
  assert.ok(recording.of("tributary:kafka:Access").every(({ retainOnDelete }) => !retainOnDelete));
});

test("existing: nobody who could look, or an unknown identity, is one sentence", async () => {
  await record(() => {
    assert.throws(
      () => new ExistingCluster("nobody", { ...existing, principals: {} }),
      invalid(/needs kafka.admin, or an identity/),
    );
    const { reader } = existing.principals;
    const partly = new ExistingCluster("partly", { ...existing, principals: { reader: reader! } });
    assert.throws(() => partly.connectionFor("writer"), invalid(/no identity for writer/));
  });
});
