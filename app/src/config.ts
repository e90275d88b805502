/**
 * The application's configuration: one JSON file (TRIBUTARY_CONFIG) that the platform writes, checked before anything starts.
 * Secrets are references; their values are read by secrets.ts from the files or variables that the references name.
 */
import { z } from "zod";
import { codecSchema, kafkaConnectionSchema, secretRefSchema } from "./connection.ts";

const port = z.int().min(1).max(65535);

/** Address of the process' own /live, /ready and /metrics. */
const ops = z.strictObject({ host: z.string().default("127.0.0.1"), port });
/** Least level written. */
export const logLevelSchema = z.enum(["trace", "debug", "info", "warn", "error"]).default("info");
const common = {
  version: z.literal(1),
  /** Name of this process in logs and metrics, e.g. processor-0. */
  instance: z.string().min(1),
  connection: kafkaConnectionSchema,
  ops,
  /** Where spans are sent, and how many are made; absent: none are. */
  tracing: z
    .strictObject({
      /** base address of an OTLP/HTTP receiver, e.g. http://127.0.0.1:4318 */
      endpoint: z.url({ protocol: /^https?$/ }),
      /** share of requests and made-up events that are recorded, 0 to 1; those whose sender records them are in any case */
      ratio: z.number().min(0).max(1).default(1),
      /** recorded traces a second and process at most, whoever asks for them */
      perSecond: z.int().min(1).max(10_000).default(100),
    })
    .optional(),
  logLevel: logLevelSchema,
};

/** Plain JSON, or JSON or Avro in Confluent's wire format, with a schema of the registry. */
const format = z.enum(["json", "json-schema", "avro"]);

/** How records are sent to Kafka. */
const sending = {
  /** Of batches; must be among connection.limits.compression. */
  compression: codecSchema.default("none"),
  batching: z
    .strictObject({
      /** milliseconds that a batch which is not full waits for more records; 0: none, but what comes while one is out goes together */
      lingerMs: z.int().min(0).max(1_000).default(0),
      /** bytes of a batch at most, before compression; never more than 85 % of connection.limits.maxMessageBytes */
      maxBytes: z.int().min(1_024).max(16_777_216).default(900_000),
      maxRecords: z.int().min(1).max(1_000_000).default(20_000),
    })
    .prefault({}),
};

export const ingestConfigSchema = z.strictObject({
  role: z.literal("ingest"),
  ...common,
  ...sending,
  /** Topic that login events go to. */
  topic: z.string().min(1),
  /** How events are written; all but json need connection.registry and the topic's schema of that kind in it. */
  format: format.default("json"),
  http: z.strictObject({
    host: z.string().default("127.0.0.1"),
    port,
    /** Tokens that may send; each is a reference. Empty: nobody may. */
    tokens: z.array(secretRefSchema),
    /** bytes; a larger body is answered with 413 */
    maxBodyBytes: z.int().positive().default(1_048_576),
    /** requests a second and token; more are answered with 429 */
    requestsPerSecond: z.number().positive().default(200),
  }),
  /** records waiting for Kafka; when full, requests are answered with 503 and Retry-After */
  bufferRecords: z.int().positive().default(20_000),
});

export const processorConfigSchema = z.strictObject({
  role: z.literal("processor"),
  ...common,
  ...sending,
  topics: z.strictObject({ input: z.string().min(1), output: z.string().min(1), deadLetter: z.string().min(1) }),
  group: z.string().min(1),
  /**
   * exactly-once: results and the source's offset in one transaction an input partition, under the transactional id
   * `<connection.transactionalIdPrefix><group>.<input topic>.<partition>`; whoever reads the results must read only committed ones.
   */
  semantics: z.enum(["at-least-once", "exactly-once"]).default("at-least-once"),
  /** Formats that are read; others go to the dead letters. Those in wire format need connection.registry. */
  formats: z.array(format).min(1).default(["json", "json-schema", "avro"]),
  /** Counts by device type, locale and version in event-time windows; absent: none are kept. */
  aggregates: z
    .strictObject({
      /** compacted, with as many partitions as the input */
      topic: z.string().min(1),
      /** seconds; another size begins new counts */
      windowSeconds: z.int().positive().default(60),
      /** seconds of event time after a window's end in which events still count in it */
      graceSeconds: z.int().nonnegative().default(300),
      /** What comes later: only told in a metric, or written as a count of its own. */
      late: z.enum(["ignore", "separate"]).default("ignore"),
      /** Values of a dimension in a window; further ones count together as "(other)". */
      maxValues: z.int().positive().default(1_000),
    })
    .optional(),
  /** worker threads in this process, each a member of the group */
  workers: z.int().min(1).max(64).default(1),
});

export const generatorConfigSchema = z.strictObject({
  role: z.literal("generator"),
  ...common,
  ...sending,
  topic: z.string().min(1),
  /** How events are written; see ingest. */
  format: format.default("json"),
  /** events a second */
  eventsPerSecond: z.number().positive().default(20),
  /** share of events that are broken on purpose, so that the dead-letter topic has something to show; 0 to 1 */
  brokenShare: z.number().min(0).max(1).default(0.02),
  /** stop after so many events; absent: go on */
  total: z.int().positive().optional(),
});

export const appConfigSchema = z.discriminatedUnion("role", [
  ingestConfigSchema,
  processorConfigSchema,
  generatorConfigSchema,
]);
export type AppConfig = z.infer<typeof appConfigSchema>;
export type AppConfigInput = z.input<typeof appConfigSchema>;
export type IngestConfig = z.infer<typeof ingestConfigSchema>;
export type ProcessorConfig = z.infer<typeof processorConfigSchema>;
export type GeneratorConfig = z.infer<typeof generatorConfigSchema>;
