/** Ground for tables of Iceberg under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseName } from "../../../../components/lake/aws/names.ts";
import { LakeTables, type LakeTablesArgs } from "../../../../components/lake/aws/tables.ts";
import { record } from "../../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../../aws/conventions.ts";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
const args: LakeTablesArgs = {
  prefix: "tributary-test",
  key: KEY,
  topics: {
    processed: { topic: "login-events-processed", schema: '{"type":"object"}', compatibility: "BACKWARD_TRANSITIVE" },
    deadLetter: { topic: "dead", schema: '{"type":"object"}', compatibility: "FULL" },
  },
  protection: true,
  tags: { stack: "test" },
};
const outputs = {
  "aws:s3tables/tableBucket:TableBucket": () => ({ arn: "arn:aws:s3tables:eu-central-1:123456789012:bucket/it" }),
  "aws:glue/registry:Registry": () => ({ arn: "arn:aws:glue:eu-central-1:123456789012:registry/it" }),
};
const made = (change: Partial<LakeTablesArgs> = {}, preview = false) =>
  record(
    () => {
      const { bucket, namespace, topics } = new LakeTables("tables", { ...args, ...change });
      return { bucket, namespace, topics };
    },
    { outputs, preview },
  );

test("a table bucket under the stack's key, which forgets files that nobody needs", async () => {
  const { named } = await made();
  const { inputs, protect } = named("tables-bucket");
  assert.equal(protect, true);
  assert.deepEqual(inputs, {
    name: "tributary-test-tables",
    encryptionConfiguration: { sseAlgorithm: "aws:kms", kmsKeyArn: KEY },
    forceDestroy: false,
    maintenanceConfiguration: {
      icebergUnreferencedFileRemoval: { status: "enabled", settings: { unreferencedDays: 3, nonCurrentDays: 10 } },
    },
    tags: { stack: "test" },
  });
  assert.equal(named("tables-namespace").inputs["namespace"], "tributary_test");
  const loose = (await made({ protection: false })).named("tables-bucket");
  assert.deepEqual([loose.protect, loose.inputs["forceDestroy"]], [false, true]);
});

test("schemas in a registry of Glue, with Glue's words for compatibility", async () => {
  const { named } = await made();
  assert.deepEqual(named("tables-schema-processed").inputs, {
    registryArn: "arn:aws:glue:eu-central-1:123456789012:registry/it",
    schemaName: "processed",
    description: "Values of the topic login-events-processed.",
    dataFormat: "JSON",
    schemaDefinition: '{"type":"object"}',
    compatibility: "BACKWARD_ALL",
    tags: { stack: "test" },
  });
  assert.equal(named("tables-schema-deadLetter").inputs["compatibility"], "FULL");
});

test("tags on everything that takes them", async () => {
  assertTagged((await made()).resources, args.tags);
});

test("outputs: what a Channel is told", async () => {
  const { result } = await made();
  assert.equal(result.bucket, "arn:aws:s3tables:eu-central-1:123456789012:bucket/it");
  assert.equal(result.namespace, "tributary_test");
  assert.equal(result.topics.deadLetter.table, "dead_letter");
});

test("a preview declares the same, and names fit at their longest", async () => {
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
  const prefix = `tributary-${"Very-long_stack.".repeat(20)}`;
  assertNamesFit((await made({ prefix })).resources);
  assert.match(databaseName(prefix.slice(0, 110)), /^[a-z0-9_]{1,255}$/);
});
