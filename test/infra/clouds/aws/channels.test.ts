/** Channels of MSK that deliver to the stack's lake: they write where its tables read, and settings that name no such place are refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryOf } from "../../../../infra/clouds/aws/channels.ts";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { lakeOf, lakeTablesOf } from "../../../../infra/clouds/aws/lake.ts";
import type { MskChannels } from "../../../../infra/settings/kafka/msk-channels.ts";
import { parseSettings, settingsProblems } from "../../../../infra/settings.ts";
import { record } from "../../../support/recording.ts";

const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
const schema = (file: string, type: string) => ({
  value: { file: `app/schemas/${file}`, type },
  compatibility: "FULL",
});
const raw = (lake: object, channels: object) => ({
  cloud: "aws",
  aws: { region: "eu-central-1" },
  kubernetes: { look: "off" },
  lake,
  kafka: {
    backend: "msk",
    tier: "express",
    channels,
    topics: {
      processed: { partitions: 6, schema: schema("login-event-processed.v1.json", "JSON") },
      events: { partitions: 6, schema: schema("login-event.v1.avsc", "AVRO") },
    },
  },
});
const whole = { topics: { processed: {} }, iceberg: { topics: ["processed"] } };

const delivered = async (lake: object, channel: object) =>
  (
    await record(async () => {
      const settings = parseSettings(raw(lake, { it: channel })) as AwsSettings;
      const parts = {
        objects: await lakeOf(settings, "prod", key),
        tables: await lakeTablesOf(settings, "prod", key),
      };
      const { kafka } = settings as unknown as { kafka: { channels: MskChannels } };
      return deliveryOf(kafka.channels["it"]!, parts);
    })
  ).result;

test("objects lie where the topic's table looks for them, as it can read them", async () => {
  assert.deepEqual(await delivered(whole, { topic: "processed", destination: { type: "lake" } }), {
    destination: {
      type: "s3",
      bucket: "arn:aws:s3:::tributary-prod-lake-1",
      prefix: "topics/processed/",
      keyTemplate: "arrived_day=!{yyyy}-!{MM}-!{dd}/arrived_hour=!{HH}/!{partition-id}-!{kafka-offset}",
      format: "JSON",
      compression: "NONE",
      storageClass: "STANDARD",
    },
    deadLetters: { bucket: "arn:aws:s3:::tributary-prod-lake-1", prefix: "errors/processed/" },
  });
});

test("a table of Iceberg is made in the stack's table bucket, by the topic's schema", async () => {
  const destination = { type: "lake-table", partitionBy: "event_time" };
  const made = await delivered(whole, { topic: "processed", destination });
  const { type, database, table, partitionBy, evolve } = made.destination;
  assert.deepEqual(
    [type, database, table, partitionBy, evolve],
    ["iceberg", "tributary_prod", "processed", "event_time", false],
  );
});

test("another destination stays what the settings say, and so does a place for what failed", async () => {
  const bucket = "arn:aws:s3:::theirs";
  const destination = { type: "s3", bucket };
  const made = await delivered({}, { topic: "processed", destination, deadLetters: { bucket } });
  assert.equal(made.destination.bucket, bucket);
  assert.deepEqual(made.deadLetters, { bucket });
});

test("a channel names no more of the lake than there is", () => {
  const problems = (lake: object, channel: object) =>
    Object.fromEntries(settingsProblems(raw(lake, { it: channel })).map(({ path, allowed }) => [path, allowed]));
  const topic = "kafka.channels.it.topic";
  assert.deepEqual(problems(whole, { topic: "processed", destination: { type: "lake" } }), {});
  assert.match(
    problems({}, { topic: "processed", destination: { type: "lake" } })[topic]!,
    /lake\.topics, which are none/,
  );
  const table = { type: "lake-table", partitionBy: "event_time" };
  assert.deepEqual(problems(whole, { topic: "processed", destination: table }), {});
  assert.match(
    problems({ topics: { processed: {} } }, { topic: "processed", destination: table })[topic]!,
    /lake\.iceberg\.topics/,
  );
  const avro = problems({ topics: { events: {} } }, { topic: "events", destination: { type: "lake" } });
  assert.match(avro[topic]!, /plain JSON/);
  const bare = problems({ iceberg: { topics: ["processed"] } }, { topic: "processed", destination: table });
  assert.match(bare["kafka.channels.it.deadLetters"]!, /a bucket, because there is no lake\.topics/);
});
