/** The lake as the program puts it together from settings: schemas, days, who reads what. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { lakeOf, lakeOutputs, lakeTablesOf } from "../../../../infra/clouds/aws/lake.ts";
import { parseSettings } from "../../../../infra/settings.ts";
import { record } from "../../../support/recording.ts";

const principals = ["arn:aws:iam::123456789012:role/analysts"];
const settings = (lake: object, environment = "production"): AwsSettings =>
  parseSettings({
    cloud: "aws",
    environment,
    aws: { region: "eu-central-1", eks: { mode: "create", privateFrom: ["10.0.0.0/8"] } },
    kubernetes: { look: "off", image: `app@sha256:${"0".repeat(64)}` },
    cost: { owner: "data" },
    lake,
    kafka: {
      backend: "strimzi",
      nodes: 3,
      brokers: { cpu: "1", memoryMi: 4096, heapMi: 2048, volumes: [{ sizeGi: 100 }] },
      topics: {
        events: {
          name: "login-events",
          partitions: 6,
          personalData: true,
          schema: { value: { file: "app/schemas/login-event.v1.avsc", type: "AVRO" }, compatibility: "BACKWARD" },
        },
        processed: {
          name: "login-events-processed",
          partitions: 6,
          schema: {
            value: { file: "app/schemas/login-event-processed.v1.json", type: "JSON" },
            compatibility: "BACKWARD",
          },
        },
        raw: { partitions: 6 },
      },
    },
  }) as AwsSettings;

const made = (of: AwsSettings) =>
  record(async () => {
    const lake = await lakeOf(of, "prod", "arn:aws:kms:eu-central-1:123456789012:key/1");
    return lakeOutputs(lake);
  });

test("no topic has a place in it: there is none", async () => {
  const { resources, result } = await made(settings({}));
  assert.deepEqual([resources, result], [[], undefined]);
});

test("tables of the real schemas; a topic without one is read by lines", async () => {
  const { named } = await made(settings({ topics: { events: {}, processed: {}, raw: {} } }));
  const columns = (key: string) =>
    named(`lake-table-${key}`).inputs["storageDescriptor"].columns.map(
      ({ name, type }: { name: string; type: string }) => `${name} ${type}`,
    );
  assert.ok(columns("events").includes("timestamp string"));
  assert.ok(columns("processed").includes("timestamp bigint"));
  assert.deepEqual(columns("raw"), ["record string"]);
  assert.equal(named("lake-table-events").inputs["parameters"]["tributary.topic"], "login-events");
  assert.equal(named("lake-table-raw").inputs["parameters"]["tributary.topic"], "raw");
});

test("days of a topic count before those of all", async () => {
  const { named } = await made(
    settings({
      topics: { events: { retentionDays: 14 }, processed: { infrequentAfterDays: 60 }, raw: {} },
      retentionDays: 100,
      infrequentAfterDays: "never",
    }),
  );
  const rules = named("lake-lifecycle").inputs["rules"];
  const rule = (key: string) => rules.find(({ id }: { id: string }) => id === `topic-${key}`);
  assert.deepEqual([rule("events").expiration, rule("events").transitions], [{ days: 14 }, undefined]);
  assert.deepEqual(rule("processed").transitions, [{ storageClass: "STANDARD_IA", days: 60 }]);
  assert.deepEqual([rule("raw").expiration, rule("raw").transitions], [{ days: 100 }, undefined]);
});

test("who names no topics reads those without personal data, whoever names one reads it", async () => {
  const { named } = await made(
    settings({
      topics: { events: {}, processed: {} },
      readers: { analysts: { principals }, auditors: { principals, topics: ["events"] } },
    }),
  );
  const read = (reader: string) => {
    const { Statement } = JSON.parse(named(`lake-rights-${reader}`).inputs["policy"]);
    return JSON.stringify(Statement.find(({ Sid }: { Sid: string }) => Sid === "ReadRecords").Resource);
  };
  assert.match(read("analysts"), /topics\/processed\/\*/);
  assert.doesNotMatch(read("analysts"), /topics\/events/);
  assert.match(read("auditors"), /topics\/events\/\*/);
});

test("names, tags, protection and limits are the stack's; outputs are names alone", async () => {
  const { named, result } = await made(
    settings({
      topics: { processed: {} },
      athena: { bytesCutoffGi: 2 },
      versionDays: 3,
      accessLogs: { bucket: "logs-of-all" },
    }),
  );
  const bucket = named("lake-bucket");
  assert.deepEqual([bucket.protect, bucket.inputs["forceDestroy"]], [true, false]);
  assert.equal(bucket.inputs["bucketPrefix"], "tributary-prod-lake-");
  assert.deepEqual(bucket.inputs["tags"], {
    project: "tributary",
    stack: "prod",
    environment: "production",
    "managed-by": "pulumi",
    owner: "data",
  });
  assert.equal(named("lake-logging").inputs["targetPrefix"], "lake/prod/");
  assert.equal(
    named("lake-workgroup-operators").inputs["configuration"].bytesScannedCutoffPerQuery,
    2 * 1024 * 1024 * 1024,
  );
  assert.deepEqual(named("lake-lifecycle").inputs["rules"][0].noncurrentVersionExpiration, { noncurrentDays: 3 });
  assert.deepEqual(Object.keys(result), ["bucket", "database", "topics", "workgroups", "readers", "iceberg"]);
  assert.equal(result.database, "tributary_prod");
  assert.equal((await made(settings({ topics: { raw: {} } }, "development"))).named("lake-bucket").protect, false);
});

test("tables of Iceberg have the topic's own schema, in a registry of Glue, without a bucket of objects", async () => {
  const whole = settings({});
  const { lake } = whole;
  const some = { ...whole, lake: { ...lake, iceberg: { topics: ["processed"] } } };
  const { named, result } = await record(async () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
    return lakeOutputs(await lakeOf(some, "prod", key), await lakeTablesOf(some, "prod", key));
  });
  const schema = named("lake-tables-schema-processed").inputs;
  assert.equal(schema["compatibility"], "BACKWARD");
  assert.equal(JSON.parse(schema["schemaDefinition"]).title, "LoginEventProcessed");
  assert.equal(named("lake-tables-bucket").protect, true);
  assert.equal(result.bucket, null);
  assert.deepEqual(Object.keys(result.iceberg.topics), ["processed"]);
});
