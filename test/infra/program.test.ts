/** The program under Pulumi's mocks: which resources, in which order, with what in them. Nothing is created. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { appConfigSchema } from "../../app/src/config.ts";
import { kafkaConnectionSchema } from "../../app/src/connection.ts";
import { type Recording, recordStack } from "../support/recording.ts";

const configOf = (recording: Recording, process: string) => {
  const { inputs } = recording.named(`app-${process}`);
  return JSON.parse(inputs["files"][`config/${process}.json`]);
};

test("stack local: what it makes, in which order", async () => {
  const recording = await recordStack("local");
  const count = (type: string) => recording.of(type).length;
  assert.deepEqual(
    [
      "local:Broker",
      "local:ZooKeeper",
      "kafka:Topic",
      "kafka:User",
      "kafka:Access",
      "registry:Schema",
      "local:Process",
    ].map((type) => count(`tributary:${type}`)),
    [1, 0, 5, 6, 6, 2, 4],
  );
  const cluster = recording.named("kafka-cluster").urn;
  for (const type of ["Topic", "User", "Access"]) {
    for (const { name, deletedWith } of recording.of(`tributary:kafka:${type}`)) {
      assert.match(deletedWith, /kafka-cluster$/, `${name} goes with its cluster`);
    }
  }
  assert.ok(cluster);
  const needs = recording.named("app-processor-0").dependencies.map((urn) => urn.split("::").at(-1)!);
  for (const name of [
    "kafka-topic-events",
    "kafka-user-processor",
    "kafka-access-processor",
    "registry-schema-events-value",
  ]) {
    assert.ok(needs.includes(name), `the processor waits for ${name}: ${needs}`);
  }
});

for (const stack of ["local", "existing-local"]) {
  test(`stack ${stack}: each process gets a configuration that the application takes, without a secret in it`, async () => {
    const recording = await recordStack(stack);
    const { processes } = recording.result.workload;
    assert.ok(processes.includes("ingest-0") && processes.includes("processor-0"));
    assert.deepEqual(recording.result.workload.smoke, { principal: "smoke", deadlineSeconds: 30 });
    for (const name of processes) {
      const config = appConfigSchema.parse(configOf(recording, name));
      assert.equal(config.instance, name);
      assert.equal(config.connection.principal, config.role);
      assert.match(config.connection.registry?.url ?? "", /\/apis\/ccompat\/v7$/);
      const { inputs } = recording.named(`app-${name}`);
      assert.equal(inputs["env"]["TRIBUTARY_CONFIG"], `{stack}/config/${name}.json`);
      assert.equal(inputs["ready"]["url"], `http://127.0.0.1:${inputs["ports"]["ops"]}/ready`);
      assert.equal(config.ops.port, inputs["ports"]["ops"]);
    }
  });

  test(`stack ${stack}: outputs are versioned, and their connections are what the application reads`, async () => {
    const { result } = await recordStack(stack);
    assert.equal(result.schemaVersion, 1);
    assert.equal(result.clusters.standby, null);
    const { primary } = result.clusters;
    for (const [principal, connection] of Object.entries(primary.connections)) {
      assert.equal(kafkaConnectionSchema.parse(connection).principal, principal);
    }
    assert.deepEqual(primary.topics.events, {
      name: "login-events",
      partitions: 6,
      personalData: true,
      deletable: false,
    });
    assert.equal(result.workload.ingest.token.active.name, "secrets/ingest/token.1");
    assert.equal(result.monitoring.prometheus, null);
  });
}

test("a changed setting changes that resource's inputs and no other's", async () => {
  const before = await recordStack("local");
  const after = await recordStack("local", { change: (raw: any) => (raw.kafka.topics.processed.partitions = 12) });
  const differing = after.resources
    .filter(
      ({ custom, urn, inputs }) =>
        custom &&
        JSON.stringify(inputs) !== JSON.stringify(before.resources.find((other) => other.urn === urn)?.inputs),
    )
    .map(({ name }) => name);
  assert.deepEqual(differing, ["kafka-topic-processed"]);
});

test("how records are sent and what is promised reaches the processes", async () => {
  const recording = await recordStack("local", {
    change: (raw: any) => {
      raw.kafka.access.processor.transactionalIdPrefix = "processor-";
      raw.workload.ingest = { compression: "zstd", batching: { lingerMs: 5 } };
      raw.workload.processor = { compression: "lz4", batching: { maxRecords: 500 }, semantics: "exactly-once" };
    },
  });
  const sending = (process: string) => {
    const { compression, batching } = configOf(recording, process);
    return { compression, batching };
  };
  const batching = { lingerMs: 0, maxBytes: 900_000, maxRecords: 20_000 };
  assert.deepEqual(sending("ingest-0"), { compression: "zstd", batching: { ...batching, lingerMs: 5 } });
  assert.deepEqual(sending("processor-0"), { compression: "lz4", batching: { ...batching, maxRecords: 500 } });
  assert.deepEqual(sending("generator-0"), { compression: "none", batching });
  const processor = appConfigSchema.parse(configOf(recording, "processor-0"));
  assert.ok(processor.role === "processor" && processor.semantics === "exactly-once");
  assert.equal(processor.connection.transactionalIdPrefix, "processor-");
  const { rules } = recording.named("kafka-access-processor").inputs;
  assert.deepEqual(
    rules.find(({ resource }: any) => resource === "transactionalId"),
    { resource: "transactionalId", name: "processor-", pattern: "prefixed", operations: ["describe", "write"] },
  );
});

test("production protects what holds data, development nothing", async () => {
  const guarded = (recording: Recording) =>
    recording.resources
      .filter(({ protect }) => protect)
      .map(({ name }) => name)
      .sort();
  assert.deepEqual(guarded(await recordStack("local")), []);
  const production = await recordStack("local", { change: (raw) => (raw["environment"] = "production") });
  assert.deepEqual(guarded(production), [
    "kafka-authority",
    "kafka-cluster",
    "kafka-node-1",
    "kafka-topic-aggregates",
    "kafka-topic-deadLetter",
    "kafka-topic-events",
    "kafka-topic-processed",
    "kafka-topic-replays",
  ]);
});

test("processes scale by settings, keyed by their names", async () => {
  const scaled = await recordStack("local", {
    change: (raw: any) => {
      raw.workload.processor = { instances: 3, workers: 2 };
      raw.workload.ingest = { instances: 2 };
      raw.workload.generator = { enabled: false };
    },
  });
  assert.deepEqual([...scaled.result.workload.processes].sort(), [
    "ingest-0",
    "ingest-1",
    "processor-0",
    "processor-1",
    "processor-2",
  ]);
  assert.deepEqual(scaled.result.workload.ingest.urls, ["http://127.0.0.1:18080", "http://127.0.0.1:18081"]);
  assert.equal(configOf(scaled, "processor-2").workers, 2);
  assert.deepEqual(scaled.warnings, []);
});

test("more workers than partitions are told, and deployed", async () => {
  const { warnings } = await recordStack("local", {
    change: (raw: any) => (raw.workload.processor = { instances: 2, workers: 4 }),
  });
  assert.deepEqual(warnings, [
    "workload.processor has 2 x 4 = 8 workers and kafka.topics.events has 6 partitions: 2 of them are idle.",
  ]);
});

test("without workload and registry there is only the cluster", async () => {
  const { resources, result } = await recordStack("local", {
    change: (raw: any) => {
      delete raw.workload;
      raw.registry = { enabled: false };
      for (const topic of Object.values<any>(raw.kafka.topics)) delete topic.schema;
    },
  });
  assert.deepEqual([result.workload, result.registry], [null, null]);
  assert.ok(resources.every(({ urn }) => urn.includes("LocalCluster")));
});

test("Prometheus is there when its binary is, and scrapes every process of the application", async () => {
  const path = mkdtempSync(join(tmpdir(), "tributary-path-"));
  writeFileSync(join(path, "prometheus"), "", { mode: 0o755 });
  try {
    const found = await recordStack("local", { path });
    const { files } = found.named("prometheus-process").inputs;
    const config = files["config/prometheus.yml"];
    for (const target of ["127.0.0.1:19400", "127.0.0.1:19420", "127.0.0.1:19430"])
      assert.ok(config.includes(target), config);
    for (const target of ["127.0.0.1:19490", "127.0.0.1:18060"]) assert.ok(config.includes(target), config);
    assert.ok(files["config/rules.yml"].includes("tributary_consumer_lag"));
    assert.equal(found.result.monitoring.prometheus.url, "http://127.0.0.1:19090");
    const off = await recordStack("local", { path, change: (raw) => (raw["monitoring"] = { prometheus: "off" }) });
    assert.equal(off.result.monitoring.prometheus, null);
  } finally {
    rmSync(path, { recursive: true });
  }
});

test("ZooKeeper comes before its broker, which is told where it is", async () => {
  const recording = await recordStack("local-zookeeper");
  const broker = recording.named("kafka-node-1");
  assert.equal(broker.inputs["zookeeperPort"], 32181);
  assert.equal(broker.inputs["version"], "3.9.2");
  assert.ok(broker.dependencies.some((urn) => urn.endsWith("kafka-zookeeper")));
});

test("on Kubernetes an authority is renewed a month before its end, or in the last third of a short life", async () => {
  const days = async (validDays: number) => {
    const change = (raw: any) => (raw.secrets = { authority: { validDays } });
    const { inputs } = (await recordStack("kubernetes-operator-present", { change })).named("kafka-cluster");
    return [inputs["spec"].clusterCa, inputs["spec"].clientsCa];
  };
  const both = (validityDays: number, renewalDays: number) => Array(2).fill({ validityDays, renewalDays });
  assert.deepEqual(await days(825), both(825, 30));
  assert.deepEqual(await days(9), both(9, 3));
});
