/** From settings to a cluster: defaults by tier, and random settings, right ones never throw and wrong ones never reach a resource. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { instanceTypes } from "../../../components/kafka/msk/limits.ts";
import { versionsOf } from "../../../components/kafka/msk/versions.ts";
import { createKafkaCluster } from "../../../components/kafka/select.ts";
import { deliver } from "../../../infra/clouds/aws/channels.ts";
import { lakeOf, lakeTablesOf } from "../../../infra/clouds/aws/lake.ts";
import { mskSpec } from "../../../infra/clouds/aws/msk.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { outputs, standard } from "../../components/kafka/msk/support.ts";
import { chance } from "../../support/chance.ts";
import { type OutputsOf, type Recording, record } from "../../support/recording.ts";

type Raw = Record<string, any>;
const { network, pods, keys } = standard;

const raw = (kafka: Raw, environment = "development"): Raw => ({
  cloud: "aws",
  environment,
  aws: { region: "eu-central-1", eks: { mode: "create", privateFrom: ["10.0.0.0/8"] } },
  registry: { enabled: false },
  kubernetes: { look: "off", image: `example.invalid/app@sha256:${"0".repeat(64)}` },
  kafka: { backend: "msk", ...kafka },
});

const tablesThere: OutputsOf = {
  "aws:s3tables/tableBucket:TableBucket": () => ({ arn: "arn:aws:s3tables:the-bucket" }),
  "aws:s3/bucket:Bucket": () => ({ arn: "arn:aws:s3:::the-lake" }),
  "aws:glue/schema:Schema": () => ({ arn: "arn:aws:glue:the-schema" }),
};

/** The cluster and its channels, as the program makes them. */
function deployed(given: Raw, preview = false): Promise<Recording> {
  const settings = parseSettings(given);
  assert.ok(settings.cloud === "aws" && settings.kafka.backend === "msk");
  const { kafka } = settings;
  return record(
    async () => {
      const place = { opts: {}, namespace: pulumi.output("tributary") };
      const spec = mskSpec(settings, kafka, "test", network, pods.cluster, keys, place);
      const cluster = await createKafkaCluster("kafka", spec);
      const lake = await lakeOf(settings, "test", keys.data);
      const tables = await lakeTablesOf(settings, "test", keys.data);
      await deliver(settings, kafka, "test", cluster, keys, { lake, tables }, {});
    },
    { preview, outputs: { ...outputs, ...tablesThere } },
  );
}

const small = { topics: { events: { partitions: 6 } }, access: { ingest: { auth: "iam", produce: ["events"] } } };

test("with nothing but a tier: the newest version, the smallest brokers, one a zone, a name of the stack's", async () => {
  const { inputs } = (await deployed(raw(small))).named("kafka-cluster");
  assert.deepEqual(
    [inputs["clusterName"], inputs["kafkaVersion"], inputs["numberOfBrokerNodes"], inputs["enhancedMonitoring"]],
    ["tributary-test", "4.1.x.kraft", 3, "DEFAULT"],
  );
  assert.equal(inputs["brokerNodeGroupInfo"].instanceType, "kafka.m7g.large");
  assert.equal(inputs["brokerNodeGroupInfo"].storageInfo.ebsStorageInfo.volumeSize, 100);
  const express = (await deployed(raw({ ...small, tier: "express" }))).named("kafka-cluster").inputs;
  assert.deepEqual([express["kafkaVersion"], express["rebalancing"]], ["4.2.x.kraft", { status: "ACTIVE" }]);
});

test("production protects the cluster and its topics", async () => {
  const recording = await deployed(raw(small, "production"));
  const kept = recording.resources.filter(({ protect }) => protect).map(({ name }) => name);
  assert.deepEqual(kept.sort(), ["kafka-cluster", "kafka-topic-events"]);
});

test("two zones take the network's first two subnets, and public ones are those that are named", async () => {
  const two = (await deployed(raw({ ...small, zones: 2, nodes: 4 }))).named("kafka-cluster").inputs;
  assert.deepEqual(two["brokerNodeGroupInfo"].clientSubnets, ["subnet-0", "subnet-1"]);
  const publicSubnets = ["subnet-a", "subnet-b", "subnet-c"];
  const named = (await deployed(raw({ ...small, publicSubnets }))).named("kafka-cluster").inputs;
  assert.deepEqual(named["brokerNodeGroupInfo"].clientSubnets, publicSubnets);
});

test("serverless: a registry of the stack's own is refused, as it cannot be a role", () => {
  const [only, ...others] = settingsProblems({ ...raw({ ...small, tier: "serverless" }), registry: {} });
  assert.deepEqual([only?.path, others], ["registry.url", []]);
});

test("a channel delivers a topic of Express brokers", async () => {
  const bucket = "arn:aws:s3:::lake";
  const channels = { lake: { topic: "events", destination: { type: "s3", bucket }, deadLetters: { bucket } } };
  const recording = await deployed(raw({ ...small, tier: "express", channels }));
  const { inputs } = recording.named("kafka-channel-lake-channel");
  assert.equal(inputs["topicConfiguration"].topicArn, "arn:aws:kafka:topic/events");
  assert.equal(inputs["s3Destination"].dataFreshnessInSeconds, 600);
});

test("a channel fills the topic's table in the lake, whose schema and bucket there must be first", async () => {
  const schema = {
    value: { file: "app/schemas/login-event-processed.v1.json", type: "JSON" },
    compatibility: "BACKWARD",
  };
  const deadLetters = { bucket: "arn:aws:s3:::failed" };
  const channels = {
    lake: { topic: "events", destination: { type: "lake-table", partitionBy: "event_time" }, deadLetters },
  };
  const given = raw({ ...small, topics: { events: { partitions: 6, schema } }, tier: "express", channels });
  given["registry"] = {};
  given["lake"] = { iceberg: { topics: ["events"] } };
  const recording = await deployed(given);
  const { inputs, dependencies } = recording.named("kafka-channel-lake-channel");
  const { catalog, destinationTable } = inputs["icebergDestination"];
  const bucket = recording.resources.find(({ type }) => type === "aws:s3tables/tableBucket:TableBucket")!;
  assert.equal(catalog.warehouseLocation, "arn:aws:s3tables:the-bucket");
  assert.deepEqual(
    [destinationTable.destinationDatabaseName, destinationTable.destinationTableName],
    ["tributary_test", "events"],
  );
  assert.equal(inputs["topicConfiguration"].recordSchema.gsrArn, "arn:aws:glue:the-schema");
  assert.ok(dependencies.some((urn) => /Schema::.*-schema-events$/.test(urn)) && bucket !== undefined);

  given["lake"] = {};
  const [found] = settingsProblems(given);
  assert.equal(found?.path, "kafka.channels.lake.topic");
  assert.match(found?.allowed ?? "", /lake\.iceberg\.topics \(which is empty\)/);
});

test("a channel writes where the lake's tables look, and tells there what it could not deliver", async () => {
  const channels = { lake: { topic: "events", destination: { type: "lake" } } };
  const given = raw({ ...small, tier: "express", channels });
  given["lake"] = { topics: { events: {} } };
  const recording = await deployed(given);
  const { inputs, dependencies } = recording.named("kafka-channel-lake-channel");
  assert.deepEqual(inputs["s3Destination"].storage, {
    bucketArn: "arn:aws:s3:::the-lake",
    compressionType: "NONE",
    storageClass: "STANDARD",
    outputPrefix: "topics/events/",
    outputKeyTemplate: "arrived_day=!{yyyy}-!{MM}-!{dd}/arrived_hour=!{HH}/!{partition-id}-!{kafka-offset}",
  });
  assert.deepEqual(inputs["s3Destination"].deadLetterQueueS3, {
    bucketArn: "arn:aws:s3:::the-lake",
    errorOutputPrefix: "errors/lake/",
  });
  assert.ok(dependencies.some((urn) => urn.includes("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")));

  given["lake"] = {};
  assert.deepEqual(
    settingsProblems(given).map(({ path }) => path),
    ["kafka.channels.lake.topic", "kafka.channels.lake.deadLetters"],
  );
});

/** Settings that are right, all of them by chance. */
function valid(seed: number): Raw {
  const { pick, number, some } = chance(seed);
  const tier = pick(["standard", "express", "serverless"] as const);
  const topics = Object.fromEntries(
    Array.from({ length: number(1, 5) }, (_, index) => [
      `topic${index}`,
      { partitions: number(1, 20), cleanup: pick(["delete", "compact", "both"]), retention: pick(["1d", "forever"]) },
    ]),
  );
  const kinds = tier === "serverless" ? (["iam"] as const) : (["iam", "scram", "mtls"] as const);
  const access = Object.fromEntries(
    Array.from({ length: number(0, 4) }, (_, index) => {
      const auth = pick(kinds);
      const topic = pick(Object.keys(topics));
      const roleless =
        auth === "iam" ? {} : { rotation: number(1, 4), quota: some(() => ({ requestPercent: number(1, 99) })) };
      return [`principal-${index}`, { auth, produce: [topic], consume: [{ topic, group: "g-*" }], ...roleless }];
    }),
  );
  const shared = { tier, topics, access, name: some(() => `cluster-${seed}`) };
  if (tier === "serverless") return raw(shared, pick(["development", "production"]));
  const zones = tier === "express" ? 3 : pick([2, 3]);
  const sizeGi = number(10, 4000);
  const open = pick([true, false]);
  const usesCertificates = Object.values(access).some(({ auth }) => auth === "mtls");
  return raw(
    {
      ...shared,
      zones,
      nodes: zones * number(1, 10),
      version: some(() => pick(versionsOf(tier))),
      instanceType: some(() => pick(instanceTypes[tier])),
      monitoring: { open, level: pick(["DEFAULT", "PER_BROKER"]) },
      logs: some(() => ({ retentionDays: pick([1, 90, 365]), s3: some(() => ({ bucket: "logs-of-brokers" })) })),
      config: some(() => ({ "num.partitions": String(number(1, 9)) })),
      authority: usesCertificates ? { mode: "create", validDays: number(7, 3649) } : undefined,
      ...(tier === "standard"
        ? {
            storage: some(() => ({
              sizeGi,
              tiered: pick([true, false]),
              scaling: some(() => ({ maxGi: sizeGi + number(1, 1000), targetPercent: number(10, 80) })),
            })),
          }
        : { rebalancing: some(() => pick([true, false])) }),
      ...(zones === 3 && !open
        ? {
            reach: some(() => ({ mode: "public", created: true, cidrs: ["203.0.113.0/24"] })),
            publicSubnets: ["subnet-1", "subnet-2", "subnet-3"],
          }
        : {}),
    },
    pick(["development", "production"]),
  );
}

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed + 1);

test("random settings that are right never throw, in a preview and in an up, and both know the same resources", async () => {
  for (const seed of SEEDS) {
    const given = valid(seed);
    assert.deepEqual(settingsProblems(given), [], `seed ${seed}`);
    const up = await deployed(given);
    const preview = await deployed(given, true);
    assert.deepEqual(
      preview.resources.map(({ urn }) => urn),
      up.resources.map(({ urn }) => urn),
      `seed ${seed}`,
    );
    for (const { name, custom, outputsRegistered } of up.resources)
      assert.equal(outputsRegistered, custom ? 0 : 1, name);
  }
});

/** Each makes right settings wrong. */
const breaks: ((given: Raw) => void)[] = [
  ({ kafka }) => Object.assign(kafka, { tier: "huge" }),
  ({ kafka }) => Object.assign(kafka, { name: "under_score" }),
  ({ kafka }) => Object.assign(kafka, { version: "2.8.1" }),
  ({ kafka }) => Object.assign(kafka, { instanceType: "kafka.t3.small" }),
  ({ kafka }) => Object.assign(kafka, { nodes: 61, zones: 3 }),
  ({ kafka }) => Object.assign(kafka, { storage: { sizeGi: 100, scaling: { maxGi: 100 } }, tier: "standard" }),
  ({ kafka }) => Object.assign(kafka, { storage: { sizeGi: 16_385 } }),
  ({ kafka }) => Object.assign(kafka.access, { administrator: { auth: "iam" } }),
  ({ kafka }) => Object.assign(kafka.access, { Upper: { auth: "iam" } }),
  ({ kafka }) => Object.assign(kafka.access, { a: { auth: "oauth" } }),
  ({ kafka }) => Object.assign(kafka.access, { a: { auth: "iam", quota: { requestPercent: 1 } } }),
  ({ kafka }) => Object.assign(kafka.access, { a: { auth: "iam", rotation: 2 } }),
  ({ kafka }) => Object.assign(kafka.access, { a: { auth: "iam", produce: ["nowhere"] } }),
  ({ kafka }) => Object.assign(kafka, { reach: { mode: "public", cidrs: ["203.0.113.0/24"] } }),
  ({ kafka }) => Object.assign(kafka, { channels: { a: { topic: "topic0" } } }),
  ({ kafka }) => Object.assign(kafka, { config: { "broker.id": "1" } }),
  ({ aws }) => Object.assign(aws, { region: "mars-north-1" }),
  ({ aws, kafka }) => {
    delete kafka.publicSubnets;
    Object.assign(kafka, { zones: 3 });
    Object.assign(aws, { network: { mode: "create", zones: ["eu-central-1a", "eu-central-1b"] } });
  },
];

test("random settings that are wrong never reach a resource, and each problem says where, what and why", async () => {
  for (const seed of SEEDS) {
    const given = valid(seed);
    chance(seed * 7919).pick(breaks)(given);
    const found = settingsProblems(given);
    assert.ok(found.length > 0, `seed ${seed}: ${JSON.stringify(given["kafka"])}`);
    for (const { path, given: what, allowed } of found) {
      assert.match(path, /^(kafka|aws)\b/);
      assert.ok(what.length > 0 && allowed.length > 3, `seed ${seed}: ${path}`);
    }
    assert.throws(() => parseSettings(given), { code: "TRB_SETTINGS_INVALID" });
  }
});
