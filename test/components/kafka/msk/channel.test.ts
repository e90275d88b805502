/** Topics that Express brokers deliver by themselves: what AWS is asked for, and what the channel may do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MskChannel, type MskChannelArgs } from "../../../../components/kafka/msk/channel.ts";
import { record } from "../../../support/recording.ts";
import { ARN, outputs } from "./support.ts";

const shared = {
  channelName: "lake",
  clusterArn: ARN,
  topicArn: "arn:aws:kafka:topic",
  deadLetters: { bucket: "arn:aws:s3:::failed", prefix: "lake/" },
  freshnessSeconds: 300,
  tags: { stack: "test" },
};
const s3: MskChannelArgs = {
  ...shared,
  destination: {
    type: "s3",
    bucket: "arn:aws:s3:::lake",
    prefix: "events/",
    format: "JSON",
    compression: "ZSTD",
    storageClass: "STANDARD",
  },
};
const iceberg: MskChannelArgs = {
  ...shared,
  destination: {
    type: "iceberg",
    tableBucket: "arn:aws:s3tables:eu-central-1:123456789012:bucket/lake",
    database: "events",
    table: "logins",
    schema: "arn:aws:glue:eu-central-1:123456789012:schema/tributary/login-event",
    partitionBy: "occurred_at",
  },
};
const made = (args: MskChannelArgs) => record(() => void new MskChannel("kafka-channel-lake", args), { outputs });
const policyOf = (recording: Awaited<ReturnType<typeof made>>) =>
  JSON.parse(recording.named("kafka-channel-lake-policy").inputs["policy"]).Statement as any[];

test("objects: all inputs, with the place for what fails that AWS wants", async () => {
  const recording = await made(s3);
  assert.deepEqual(recording.named("kafka-channel-lake-channel").inputs, {
    channelName: "lake",
    clusterArn: ARN,
    topicConfiguration: { topicArn: "arn:aws:kafka:topic", recordConverter: { valueConverter: "JSON" } },
    s3Destination: {
      serviceExecutionRoleArn: "arn:aws:iam:role",
      dataFreshnessInSeconds: 300,
      deadLetterQueueS3: { bucketArn: "arn:aws:s3:::failed", errorOutputPrefix: "lake/" },
      storage: {
        bucketArn: "arn:aws:s3:::lake",
        compressionType: "ZSTD",
        storageClass: "STANDARD",
        outputPrefix: "events/",
      },
    },
    tags: { stack: "test" },
  });
});

test("a table: JSON by a schema, only appended to, partitioned by the hour", async () => {
  const { inputs } = (await made(iceberg)).named("kafka-channel-lake-channel");
  assert.deepEqual(inputs["topicConfiguration"], {
    topicArn: "arn:aws:kafka:topic",
    recordConverter: { valueConverter: "JSON" },
    recordSchema: { gsrArn: "arn:aws:glue:eu-central-1:123456789012:schema/tributary/login-event" },
  });
  const { appendOnly, destinationTable, catalog, tableCreation } = inputs["icebergDestination"];
  assert.equal(appendOnly, true);
  assert.deepEqual(tableCreation, { enableTableCreation: true });
  assert.deepEqual(catalog, { warehouseLocation: "arn:aws:s3tables:eu-central-1:123456789012:bucket/lake" });
  assert.deepEqual(destinationTable, {
    destinationDatabaseName: "events",
    destinationTableName: "logins",
    partitionSpec: { partitionStrategy: "TIME_HOUR", sources: [{ sourceName: "occurred_at" }] },
  });
  assert.ok(!("s3Destination" in inputs));
});

test("the channel waits for its rights, and only channels of this account become its role", async () => {
  const recording = await made(s3);
  const { dependencies } = recording.named("kafka-channel-lake-channel");
  assert.ok(dependencies.some((urn) => urn.endsWith("kafka-channel-lake-policy")));
  const [trust] = JSON.parse(recording.named("kafka-channel-lake-role").inputs["assumeRolePolicy"]).Statement;
  assert.deepEqual(trust.Principal, { Service: "kafka.amazonaws.com" });
  assert.deepEqual(trust.Condition, {
    StringEquals: { "aws:SourceAccount": "123456789012" },
    ArnLike: { "aws:SourceArn": "arn:aws:kafka:eu-central-1:123456789012:channel/*" },
  });
});

test("rights reach no further than the destination, the dead letters and their keys", async () => {
  const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
  const statements = policyOf(await made({ ...s3, bucketKeys: [key] }));
  assert.deepEqual(
    statements.map(({ Resource }) => Resource),
    [
      ["arn:aws:s3:::lake"],
      ["arn:aws:s3:::lake/events/*"],
      ["arn:aws:s3:::failed", "arn:aws:s3:::failed/lake/*"],
      [key],
    ],
  );
  assert.ok(statements.flatMap(({ Action }) => Action).every((action: string) => !/Delete|\*/.test(action)));
  assert.deepEqual(statements.at(-1).Condition, {
    StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] },
  });
});

test("a table's rights are those of its bucket, its schema and the schema's registry", async () => {
  const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
  const statements = policyOf(await made({ ...iceberg, bucketKeys: [key] }));
  const [tables, schema] = statements;
  const bucket = "arn:aws:s3tables:eu-central-1:123456789012:bucket/lake";
  assert.deepEqual(tables.Resource, [bucket, `${bucket}/table/*`]);
  assert.deepEqual(schema.Resource, [
    "arn:aws:glue:eu-central-1:123456789012:registry/tributary",
    "arn:aws:glue:eu-central-1:123456789012:schema/tributary/login-event",
  ]);
  assert.deepEqual(statements.at(-1).Condition, {
    StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com", "s3tables.eu-central-1.amazonaws.com"] },
  });
});
