/** The lake's settings: defaults, and what does not fit is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";

type Raw = Record<string, any>;

const base = (lake: object): Raw => ({
  cloud: "aws",
  aws: { region: "eu-central-1", eks: { mode: "create", privateFrom: ["10.0.0.0/8"] } },
  kubernetes: { look: "off" },
  registry: { enabled: true },
  lake,
  kafka: {
    backend: "strimzi",
    nodes: 3,
    brokers: { cpu: "1", memoryMi: 4096, heapMi: 2048, volumes: [{ sizeGi: 100 }] },
    topics: {
      events: { partitions: 6, personalData: true },
      processed: { partitions: 6 },
      deadLetter: { partitions: 6 },
      dead_letter: { partitions: 6 },
    },
  },
});

/** path -> what is allowed, of the lake's alone. */
function problems(lake: object): Record<string, string> {
  const found = settingsProblems(base(lake)).filter(({ path }) => path.startsWith("lake"));
  return Object.fromEntries(found.map(({ path, allowed }) => [path, allowed]));
}
const analysts = { principals: ["arn:aws:iam::123456789012:role/analysts"] };

test("defaults: no topic, and so no lake", () => {
  const settings = parseSettings({ ...base({}), kafka: { ...base({})["kafka"], topics: {} } });
  assert.ok(settings.cloud === "aws");
  assert.deepEqual(settings.lake, {
    topics: {},
    retentionDays: 365,
    versionDays: 30,
    readers: {},
    athena: { bytesCutoffGi: 100, resultDays: 7 },
    iceberg: { topics: [] },
  });
});

test("a lake as it is meant is taken", () => {
  assert.deepEqual(
    problems({
      topics: { events: { retentionDays: 14 }, processed: { archiveAfterDays: "never" }, deadLetter: {} },
      retentionDays: 400,
      infrequentAfterDays: "never",
      readers: { analysts: { ...analysts, topics: ["processed"] }, auditors: analysts },
      athena: { bytesCutoffGi: 10 },
      accessLogs: { bucket: "logs-of-all" },
    }),
    {},
  );
});

test("topics and readers that are not there", () => {
  const found = problems({
    topics: { evnts: {}, processed: {} },
    readers: { analysts: { ...analysts, topics: ["processed", "events"] } },
  });
  assert.deepEqual(Object.keys(found), ["lake.topics.evnts", "lake.readers.analysts.topics[1]"]);
  assert.match(found["lake.topics.evnts"]!, /events, processed/);
  assert.match(found["lake.readers.analysts.topics[1]"]!, /a key of lake\.topics: evnts, processed/);
});

test("tables of Iceberg are in a region that has S3 Tables, also those of others", () => {
  const inGovCloud = (iceberg: string[], channels: object) => {
    const raw: Raw = { ...base({ iceberg: { topics: iceberg } }), registry: { enabled: false } };
    raw["aws"].region = "us-gov-west-1";
    const schema = { value: { file: "app/schemas/login-event.v1.json", type: "JSON" }, compatibility: "BACKWARD" };
    raw["kafka"] = { backend: "msk", tier: "express", topics: { events: { partitions: 6, schema } }, channels };
    return settingsProblems(raw)
      .filter(({ path }) => path === "aws.region")
      .map(({ allowed }) => allowed);
  };
  const channel = (type: object) => ({
    out: { topic: "events", deadLetters: { bucket: "arn:aws-us-gov:s3:::letters" }, destination: type },
  });
  const table = {
    type: "iceberg",
    tableBucket: "arn:aws-us-gov:s3tables:us-gov-west-1:123456789012:bucket/theirs",
    database: "logins",
    table: "events",
    schema: "arn:aws-us-gov:glue:us-gov-west-1:123456789012:schema/theirs/events",
  };
  for (const found of [inGovCloud(["events"], {}), inGovCloud([], channel(table))]) {
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^a region that has S3 Tables, .*: af-south-1, ap-east-1, .*us-west-2 /);
  }
  assert.deepEqual(inGovCloud([], channel({ type: "s3", bucket: "arn:aws-us-gov:s3:::theirs" })), []);
});

test("tables of others are where the cluster is, partitions by a time, and schemas of a draft that Glue knows", () => {
  const express = (destination: object, schema = "app/schemas/login-event-processed.v1.json") => {
    const raw: Raw = { ...base({ topics: { events: {} }, iceberg: { topics: ["events"] } }) };
    raw["aws"].account = "123456789012";
    const value = { value: { file: schema, type: "JSON" }, compatibility: "BACKWARD" };
    raw["kafka"] = {
      backend: "msk",
      tier: "express",
      topics: { events: { partitions: 6, schema: value } },
      channels: { out: { topic: "events", destination } },
    };
    const found = settingsProblems(raw).filter(({ path }) => /destination|iceberg/.test(path));
    return Object.fromEntries(found.map(({ path, allowed }) => [path, allowed]));
  };
  const table = (region: string, account: string) => ({
    type: "iceberg",
    tableBucket: `arn:aws:s3tables:${region}:${account}:bucket/theirs`,
    database: "logins",
    table: "events",
    schema: "arn:aws:glue:eu-central-1:123456789012:schema/theirs/events",
  });
  assert.deepEqual(express(table("eu-central-1", "123456789012")), {});
  for (const [region, account] of [
    ["eu-west-1", "123456789012"],
    ["eu-central-1", "210987654321"],
  ] as const)
    assert.deepEqual(express(table(region, account)), {
      "kafka.channels.out.destination.tableBucket":
        "one in eu-central-1 of account 123456789012, where the cluster is: Channels deliver to no other",
    });
  const by = (partitionBy: string, schema?: string) => express({ type: "lake-table", partitionBy }, schema);
  assert.deepEqual(by("event_time"), {});
  assert.match(
    by("timestamp")["kafka.channels.out.destination.partitionBy"]!,
    /^a field of the topic's schema of type string and format date-time: event_time$/,
  );
  assert.match(by("event_tme")["kafka.channels.out.destination.partitionBy"]!, /: event_time$/);
  mkdirSync(join(projectRoot, ".tributary"), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, ".tributary", "schema-"));
  try {
    const file = join(folder, "new.json");
    writeFileSync(file, JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }));
    assert.match(
      express({ type: "lake-table" }, relative(projectRoot, file))["lake.iceberg.topics[0]"]!,
      /draft-04, draft-06 or draft-07: Glue knows no other/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("two topics with one table", () => {
  const found = problems({ topics: { deadLetter: {}, dead_letter: {} } });
  assert.deepEqual(Object.keys(found), ["lake.topics.dead_letter"]);
});

test("a reader of nothing, and one with the name of the stack's own", () => {
  const found = problems({
    topics: { events: {} },
    readers: { analysts, operators: { ...analysts, topics: ["events"] } },
  });
  assert.deepEqual(Object.keys(found), ["lake.readers.analysts.topics", "lake.readers.operators"]);
  assert.match(found["lake.readers.analysts.topics"]!, /without personal data/);
  assert.match(found["lake.readers.operators"]!, /another name/);
});

test("cheaper storage that is not worth it when somebody asks for it, told where it stands, and once", () => {
  const found = problems({
    topics: { events: { retentionDays: 100 }, processed: {}, deadLetter: {} },
    retentionDays: 170,
    archiveAfterDays: 81,
  });
  assert.deepEqual(Object.keys(found), ["lake.archiveAfterDays"]);
  assert.match(found["lake.archiveAfterDays"]!, /at most 10, or never: lake\.topics\.events\.retentionDays is 100/);
  const own = problems({ topics: { events: { retentionDays: 59, infrequentAfterDays: 30 } } });
  assert.deepEqual(Object.keys(own), ["lake.topics.events.infrequentAfterDays"]);
  assert.match(own["lake.topics.events.infrequentAfterDays"]!, /^never: lake\.topics\.events\.retentionDays is 59/);
  const order = problems({ topics: { events: {} }, infrequentAfterDays: 61, archiveAfterDays: 90 });
  assert.match(order["lake.infrequentAfterDays"]!, /at most 60, or never: lake\.archiveAfterDays is 90/);
  assert.deepEqual(problems({ topics: { events: {} }, infrequentAfterDays: 60, archiveAfterDays: 90 }), {});
});

test("wrong values", () => {
  const found = problems({
    topics: { processed: { retentionDays: 0, infrequentAfterDays: 29 } },
    retentionDays: 5000,
    readers: { "Not-so": analysts, analysts: { principals: ["analysts"] }, nobody: { principals: [] } },
    athena: { bytesCutoffGi: 0 },
    accessLogs: { bucket: "No" },
    sink: "yes",
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "lake.accessLogs.bucket",
    "lake.athena.bytesCutoffGi",
    "lake.readers.Not-so",
    "lake.readers.analysts.principals[0]",
    "lake.readers.nobody.principals",
    "lake.retentionDays",
    "lake.sink",
    "lake.topics.processed.infrequentAfterDays",
    "lake.topics.processed.retentionDays",
  ]);
  assert.match(found["lake.topics.processed.infrequentAfterDays"]!, /30 to 3650, or never|from 30/);
  assert.match(found["lake.readers.analysts.principals[0]"]!, /arn:aws:iam::123456789012:role\/analysts/);
});

test("too many topics for one bucket, and for one reader", () => {
  const keys = Array.from({ length: 998 }, (_, index) => `t${index}`);
  const raw = base({ topics: Object.fromEntries(keys.map((key) => [key, {}])), readers: { analysts } });
  raw["kafka"].topics = Object.fromEntries(keys.map((key) => [key, { partitions: 1 }]));
  const found = settingsProblems(raw).filter(({ path }) => path.startsWith("lake"));
  assert.deepEqual(
    found.map(({ path }) => path),
    ["lake.topics", "lake.readers.analysts.topics"],
  );
  assert.match(found[0]!.allowed, /at most 997/);
  assert.match(found[1]!.allowed, /1 to 16/);
});

test("tables of Iceberg are of topics on MSK that a JSON Schema describes", () => {
  const path = "lake.iceberg.topics[0]";
  assert.match(problems({ iceberg: { topics: ["processed"] } })[path]!, /kafka\.backend is msk/);
  const onMsk = (key: string, schema?: object) => {
    const topics = { processed: { partitions: 6, ...(schema && { schema }) } };
    const raw = { ...base({ iceberg: { topics: [key] } }), kafka: { backend: "msk", topics } };
    return settingsProblems(raw).find((problem) => problem.path === path)?.allowed;
  };
  const value = { file: "app/schemas/login-event-processed.v1.json", type: "JSON" };
  assert.equal(onMsk("processed", { value, compatibility: "FULL" }), undefined);
  assert.match(onMsk("processed")!, /schema\.value of type JSON/);
  assert.match(
    onMsk("processed", { value: { file: "app/schemas/login-event.v1.avsc", type: "AVRO" }, compatibility: "FULL" })!,
    /type JSON/,
  );
  assert.match(onMsk("procesed")!, /a key of kafka\.topics: processed/);
});

test("elsewhere nothing may stand in it yet", () => {
  const raw = { ...base({ topics: { events: {} } }), cloud: "kubernetes" } as Raw;
  delete raw["aws"];
  assert.ok(settingsProblems(raw).some(({ path }) => path === "lake.topics"));
});
