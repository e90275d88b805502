/** `workload`: the application that works on the events. */
import { z } from "zod";
import { roleLimits } from "../../../components/workload/layout.ts";
import { mapKey } from "../scalars.ts";
import { sending } from "./sending.ts";

const heapMb = (role: string) =>
  z
    .int()
    .min(64)
    .max(32_768)
    .default(192)
    .describe(`MiB of heap for each ${role} process. Default: 192. A change restarts it.`);
const principal = (role: string) =>
  mapKey.default(role).describe(`Key of kafka.access that it connects as. Default: ${role}.`);

const formats = ["json", "json-schema", "avro"] as const;
const format = z
  .enum(formats)
  .default("json")
  .describe(
    "How events are written: json as they are; json-schema and avro in Confluent's wire format, with the registry and app/schemas/login-event.v1 of that type as the input topic's schema.value. Default: json. A change restarts it.",
  );

const ingest = z.strictObject({
  instances: z
    .int()
    .min(0)
    .max(roleLimits.ingest)
    .default(1)
    .describe("Processes, each with an HTTP port of its own. Default: 1; 0: none. Left out with scaling.ingest."),
  principal: principal("ingest"),
  format,
  ...sending,
  requestsPerSecond: z
    .number()
    .positive()
    .max(1_000_000)
    .default(200)
    .describe("requests a second and token; more are answered with 429. Default: 200."),
  maxBodyBytes: z
    .int()
    .min(1024)
    .max(104_857_600)
    .default(1_048_576)
    .describe("bytes; a larger body is answered with 413. Default: 1048576."),
  bufferRecords: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(20_000)
    .describe("records that wait for Kafka; when full, requests are answered with 503. Default: 20000."),
  heapMb: heapMb("ingest"),
});
const processor = z.strictObject({
  instances: z
    .int()
    .min(0)
    .max(roleLimits.processor)
    .default(1)
    .describe(
      "Processes that share the partitions of the input topic. Default: 1; 0: none, then events wait. Left out with scaling.processor.",
    ),
  principal: principal("processor"),
  semantics: z
    .enum(["at-least-once", "exactly-once"])
    .default("at-least-once")
    .describe(
      "Whether a fault may repeat results, or each event has exactly one for who reads committed records; exactly-once needs transactionalIdPrefix in the access of its principal. Default: at-least-once. A change restarts it.",
    ),
  ...sending,
  formats: z
    .array(z.enum(formats))
    .min(1)
    .default([...formats])
    .describe("Formats of events that are read; others are dead letters. Default: all of them. A change restarts it."),
  workers: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe(
      "Threads in each process, each a member of the group. Default: 1. More than there are partitions are idle.",
    ),
  group: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,249}$/, { error: "a group name of letters, digits, . _ and -" })
    .default("login-processor")
    .describe("Consumer group. Default: login-processor. Another one reads the input topic from its beginning."),
  aggregates: z
    .strictObject({
      windowSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(60)
        .describe(
          "seconds of event time in a window. Default: 60. A change begins new counts and leaves the former ones.",
        ),
      graceSeconds: z
        .int()
        .min(0)
        .max(604_800)
        .default(300)
        .describe("seconds of event time after a window's end in which events still count in it. Default: 300."),
      late: z
        .enum(["ignore", "separate"])
        .default("ignore")
        .describe("What comes later: only told in a metric, or written as a count of its own. Default: ignore."),
      maxValues: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(1_000)
        .describe("Values of a dimension in a window and partition; further ones count as (other). Default: 1000."),
    })
    .prefault({})
    .describe("How events are counted when workload.topics.aggregates is set. A change restarts the processor."),
  heapMb: heapMb("processor"),
});
const generator = z.strictObject({
  enabled: z.boolean().default(false).describe("Whether made-up events are sent, for demonstrations. Default: false."),
  instances: z.int().min(1).max(roleLimits.generator).default(1).describe("Processes. Default: 1."),
  principal: principal("generator"),
  format,
  ...sending,
  eventsPerSecond: z
    .number()
    .positive()
    .max(1_000_000)
    .default(20)
    .describe("events a second and process. Default: 20."),
  brokenShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe(
      "Share of events that are broken on purpose, 0 to 1, so that there are dead letters to see. Default: 0.02.",
    ),
  total: z.int().positive().optional().describe("Stop after so many events. Default: go on."),
  heapMb: heapMb("generator"),
});

/** What a CronJob of Kubernetes takes (github.com/robfig/cron, ParseStandard), without a time zone, which it refuses there. */
const FIELD = "[0-9A-Za-z*,/?-]+";
const schedule = z
  .string()
  .regex(new RegExp(`^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|${FIELD}( ${FIELD}){4})$`), {
    error: "five fields of cron, such as */15 * * * *, or @hourly",
  });
const smoke = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack can be tested from end to end: one event through ingest and one broken record, found processed, dead-lettered and counted (docs/smoke.md); `up` ends with it. Default: false.",
    ),
  principal: principal("smoke"),
  deadlineSeconds: z
    .int()
    .min(1)
    .max(600)
    .default(30)
    .describe("seconds until what was sent must have been found. Default: 30."),
  schedule: schedule
    .optional()
    .describe(
      "When the cluster runs the test by itself, as cron writes it, in UTC on most clusters; only where the application runs as pods. Default: never, only when it is asked for.",
    ),
});

export const workload = z
  .strictObject({
    topics: z
      .strictObject({
        input: mapKey.describe("Key of kafka.topics that events come in by."),
        output: mapKey.describe("Key of kafka.topics that enriched events go to."),
        deadLetter: mapKey.describe("Key of kafka.topics for what cannot be processed."),
        aggregates: mapKey
          .optional()
          .describe(
            "Key of kafka.topics, compacted and with as many partitions as the input, for counts by device type, locale and version. Default: none are kept.",
          ),
        replays: mapKey
          .optional()
          .describe(
            "Key of kafka.topics, compacted, in which `dead-letters replay` notes what it has replayed. Default: none, then nothing can be replayed.",
          ),
      })
      .describe("Which topics the application works on, by their keys."),
    fastpath: z
      .string()
      .regex(/^(on|off|-?[a-z0-9-]+(,-?[a-z0-9-]+)*)$/, { error: "on, off, or names of parts separated by commas" })
      .default("on")
      .describe(
        "Which of the application's replacements for parts of kafkajs are used: on, off, names, or names that each begin with - for all but these (app/src/kafka/fastpath). Default: on. A change restarts the application.",
      ),
    ingest: ingest.prefault({}).describe("Takes events over HTTP."),
    processor: processor.prefault({}).describe("Checks and enriches events."),
    generator: generator.prefault({}).describe("Sends made-up events."),
    smoke: smoke.prefault({}).describe("Tests the deployed stack."),
  })
  .optional()
  .describe("The application. Default: none, then only the cluster and the registry are deployed.");
export type Workload = NonNullable<z.infer<typeof workload>>;
