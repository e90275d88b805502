/** The lake under Pulumi's mocks: what it is made of, exactly, who depends on whom, and names at their longest. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { AwsLakeArgs } from "../../../../components/lake/aws/args.ts";
import { AwsLake } from "../../../../components/lake/aws/lake.ts";
import { channelKeyTemplate } from "../../../../components/lake/aws/layout.ts";
import { bucketPrefix, databaseName, readerRoleName } from "../../../../components/lake/aws/names.ts";
import { type OutputsOf, type Recording, record } from "../../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../../aws/conventions.ts";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";
const schema = JSON.stringify({ type: "object", properties: { user_id: { type: "string" }, any: {} } });

const args: AwsLakeArgs = {
  prefix: "tributary-test",
  region: "eu-central-1",
  key: KEY,
  topics: {
    events: { topic: "login-events", retentionDays: 14, personalData: true },
    processed: {
      topic: "login-events-processed",
      schema: { schemaType: "JSON", schema },
      retentionDays: 365,
      personalData: false,
    },
  },
  readers: { analysts: { principals: ["arn:aws:iam::123456789012:role/analysts"], topics: ["processed"] } },
  noncurrentDays: 30,
  resultDays: 7,
  bytesCutoff: 107_374_182_400,
  protection: true,
  tags: { project: "tributary", stack: "test" },
};

const outputs: OutputsOf = {
  "aws:iam/role:Role": ({ name }) => ({ arn: `arn:aws:iam::123456789012:role/${name}` }),
};

const made = (change: Partial<AwsLakeArgs> = {}, preview = false): Promise<Recording> =>
  record(
    () => {
      const { bucket, database, topics, workgroups, readers } = new AwsLake("lake", { ...args, ...change });
      return { bucket, database, topics, workgroups, readers };
    },
    { outputs, preview },
  );
const BUCKET = "tributary-test-lake-1";
const after = (recording: Recording, name: string) =>
  recording.named(name).dependencies.map((urn) => urn.split("::").at(-1)!);

test("the bucket: private, encrypted by the stack's key, versioned, owned by its account", async () => {
  const { named } = await made();
  const { tags } = args;
  assert.deepEqual(named("lake-bucket").inputs, { bucketPrefix: "tributary-test-lake-", forceDestroy: false, tags });
  assert.deepEqual(named("lake-access").inputs, {
    bucket: BUCKET,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  assert.deepEqual(named("lake-ownership").inputs["rule"], { objectOwnership: "BucketOwnerEnforced" });
  assert.deepEqual(named("lake-versions").inputs["versioningConfiguration"], { status: "Enabled" });
  assert.deepEqual(named("lake-encryption").inputs["rules"], [
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY }, bucketKeyEnabled: true },
  ]);
  const lifecycle = named("lake-lifecycle").inputs;
  assert.equal(lifecycle["transitionDefaultMinimumObjectSize"], "all_storage_classes_128K");
  const ids = lifecycle["rules"].map(({ id }: { id: string }) => id);
  assert.deepEqual(ids, ["remains", "errors", "results", "topic-events", "topic-processed"]);
});

test("order: a policy after what could refuse it, rules for versions after versions, workgroups after all of it", async () => {
  const recording = await made();
  assert.ok(["lake-access", "lake-ownership"].every((name) => after(recording, "lake-policy").includes(name)));
  assert.ok(after(recording, "lake-lifecycle").includes("lake-versions"));
  for (const name of ["lake-encryption", "lake-policy", "lake-lifecycle"])
    assert.ok(after(recording, "lake-workgroup-operators").includes(name), name);
});

test("production protects what holds data, and nothing else; development deletes it with the stack", async () => {
  const guarded = (await made()).resources.filter(({ protect }) => protect).map(({ name }) => name);
  assert.deepEqual(guarded, ["lake-database", "lake-bucket"]);
  const { resources, named } = await made({ protection: false });
  assert.deepEqual(
    resources.filter(({ protect }) => protect),
    [],
  );
  assert.equal(named("lake-bucket").inputs["forceDestroy"], true);
});

test("tags on everything that takes them", async () => {
  assertTagged((await made()).resources, args.tags);
});

test("a table: columns of the schema, partitions that are computed where a Channel writes them", async () => {
  const { inputs } = (await made()).named("lake-table-processed");
  assert.deepEqual(inputs, {
    name: "processed",
    databaseName: "tributary_test",
    description: "Records of the topic login-events-processed.",
    tableType: "EXTERNAL_TABLE",
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      "projection.enabled": "true",
      "projection.arrived_day.type": "date",
      "projection.arrived_day.format": "yyyy-MM-dd",
      "projection.arrived_day.range": "NOW-366DAYS,NOW",
      "projection.arrived_day.interval": "1",
      "projection.arrived_day.interval.unit": "DAYS",
      "projection.arrived_hour.type": "integer",
      "projection.arrived_hour.range": "0,23",
      "projection.arrived_hour.digits": "2",
      "storage.location.template": `s3://${BUCKET}/topics/processed/arrived_day=\${arrived_day}/arrived_hour=\${arrived_hour}/`,
      "tributary.topic": "login-events-processed",
      "tributary.personal-data": "false",
      "tributary.without": "any",
    },
    partitionKeys: [
      { name: "arrived_day", type: "string", comment: "Day of the writing, in UTC." },
      { name: "arrived_hour", type: "int", comment: "Hour of the writing, 0 to 23 in UTC." },
    ],
    storageDescriptor: {
      location: `s3://${BUCKET}/topics/processed/`,
      inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
      outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      columns: [{ name: "user_id", type: "string" }],
      serDeInfo: {
        serializationLibrary: "org.apache.hive.hcatalog.data.JsonSerDe",
        parameters: { "serialization.format": "1" },
      },
    },
  });
  const template: string = inputs["parameters"]["storage.location.template"];
  const written = channelKeyTemplate
    .replace("!{yyyy}-!{MM}-!{dd}", `\${arrived_day}`)
    .replace("!{HH}", `\${arrived_hour}`);
  assert.ok(`s3://${BUCKET}/topics/processed/${written}`.startsWith(template));
});

test("without a schema a line is read whole; personal data is named", async () => {
  const { inputs } = (await made()).named("lake-table-events");
  assert.deepEqual(inputs["storageDescriptor"].columns, [{ name: "record", type: "string" }]);
  assert.match(inputs["storageDescriptor"].serDeInfo.serializationLibrary, /LazySimpleSerDe$/);
  assert.equal(inputs["parameters"]["tributary.personal-data"], "true");
  assert.equal(inputs["parameters"]["projection.arrived_day.range"], "NOW-15DAYS,NOW");
});

test("a Channel takes the key's template", () => {
  // Amazon MSK Developer Guide, "Output key template": rules.
  const literals = channelKeyTemplate.replaceAll(/!\{[^}]+\}/g, "");
  assert.match(literals, /^[a-zA-Z0-9/_\-.+=]+$/);
  assert.ok(!channelKeyTemplate.endsWith("/") && !channelKeyTemplate.startsWith("/"));
  const known = ["yyyy", "MM", "dd", "HH", "partition-id", "kafka-offset"];
  const used = [...channelKeyTemplate.matchAll(/!\{([^}]+)\}/g)].map(([, name]) => name!);
  assert.deepEqual(used, known);
  assert.match(channelKeyTemplate.split("/").at(-1)!, /!\{kafka-offset\}/);
});

test("workgroups decide for whoever asks: where results go, by which key, how much is read", async () => {
  const { named } = await made();
  assert.deepEqual(named("lake-workgroup-analysts").inputs, {
    name: "tributary-test-lake-analysts",
    description: "Questions to the lake.",
    forceDestroy: true,
    configuration: {
      enforceWorkgroupConfiguration: true,
      publishCloudwatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: 107_374_182_400,
      resultConfiguration: {
        outputLocation: `s3://${BUCKET}/results/analysts/`,
        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: KEY },
      },
    },
    tags: args.tags,
  });
  const operators = named("lake-workgroup-operators").inputs["configuration"];
  assert.equal(operators.resultConfiguration.outputLocation, `s3://${BUCKET}/results/operators/`);
});

test("queries to begin with ask for partitions, in the stack's own workgroup", async () => {
  const recording = await made();
  const queries = recording.of("aws:athena/namedQuery:NamedQuery");
  assert.deepEqual(queries.map(({ name }) => name).sort(), [
    "lake-query-events-hourly",
    "lake-query-events-latest",
    "lake-query-processed-distinct",
    "lake-query-processed-hourly",
    "lake-query-processed-latest",
  ]);
  for (const { inputs } of queries) {
    assert.match(inputs["query"], /WHERE arrived_day >?= date_format/);
    assert.equal(inputs["database"], "tributary_test");
    assert.equal(inputs["workgroup"], "lake-workgroup-operators-id");
    assert.ok(inputs["name"].length <= 128);
  }
});

test("a reader: who may become it, named and with rights of its own; without readers there are no roles", async () => {
  const { named } = await made();
  const role = named("lake-reader-analysts").inputs;
  assert.equal(role["name"], "tributary-test-lake-analysts");
  assert.deepEqual(JSON.parse(role["assumeRolePolicy"]).Statement[0].Principal, {
    AWS: ["arn:aws:iam::123456789012:role/analysts"],
  });
  assert.equal(named("lake-rights-analysts").inputs["role"], "tributary-test-lake-analysts");
  const { of } = await made({ readers: {} });
  assert.deepEqual(of("aws:iam/role:Role"), []);
});

test("access logs where they are asked for", async () => {
  assert.deepEqual((await made()).of("aws:s3/bucketLogging:BucketLogging"), []);
  const { named } = await made({ accessLogs: { bucket: "logs-of-all", prefix: "lake/" } });
  assert.deepEqual(named("lake-logging").inputs, {
    bucket: BUCKET,
    targetBucket: "logs-of-all",
    targetPrefix: "lake/",
  });
});

test("a preview declares the same although nothing is there yet", async () => {
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});

test("outputs: names and ARNs, nothing that is secret", async () => {
  const { result } = await made();
  assert.deepEqual(result, {
    bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
    database: { name: "tributary_test", arn: "arn:aws:glue:eu-central-1:123456789012:database/tributary_test" },
    topics: {
      events: { table: "events", prefix: "topics/events/" },
      processed: { table: "processed", prefix: "topics/processed/" },
    },
    workgroups: { operators: "tributary-test-lake-operators", analysts: "tributary-test-lake-analysts" },
    readers: { analysts: "arn:aws:iam::123456789012:role/tributary-test-lake-analysts" },
  });
});

test("a transform changes a child, and stands nowhere in state", async () => {
  const { named } = await made({ transform: { workgroup: { state: "DISABLED" } } });
  assert.equal(named("lake-workgroup-operators").inputs["state"], "DISABLED");
  assert.equal(named("lake").inputs["transform"], undefined);
});

test("names at their longest", async () => {
  const prefix = `tributary-${"Very-long_stack.".repeat(10)}`;
  const reader = { principals: ["arn:aws:iam::123456789012:root"], topics: ["processed"] };
  assertNamesFit((await made({ prefix, readers: { ["a".repeat(31)]: reader } })).resources);
  assert.ok(bucketPrefix(prefix).length <= 37, "S3 takes 63, the provider adds 26");
  assert.match(bucketPrefix(prefix), /^[a-z0-9][a-z0-9-]*-$/);
  assert.match(databaseName(prefix), /^[a-z0-9_]{1,255}$/);
  const names = ["a", "b"].map((reader) => readerRoleName(prefix, reader));
  assert.notEqual(names[0], names[1], "what is cut off still counts");
});

test("a key that is not known yet is passed on", async () => {
  const { named } = await made({ key: pulumi.output(Promise.resolve(KEY)) });
  assert.match(named("lake-policy").inputs["policy"], /key\/1/);
});
