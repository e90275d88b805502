/** `kafka.channels`: topics that Express brokers themselves deliver to S3 or to tables of Iceberg (MSK Data Delivery). */
import { z } from "zod";
import { mapKey } from "../scalars.ts";

const bucket = z.string().regex(/^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}$/, { error: "the ARN of a bucket" });
const prefix = z.string().min(1).max(512).optional();

const columns = {
  partitionBy: z
    .string()
    .min(1)
    .optional()
    .describe("Field of format date-time, by whose hour the table is partitioned. Default: it is not."),
};

const destination = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("s3").describe("Objects in a bucket, as the records are."),
    bucket: bucket.describe("ARN of the bucket."),
    prefix: prefix.describe("Before the names of objects. Default: none."),
    format: z
      .enum(["BYTE_ARRAY", "STRING", "JSON"])
      .default("JSON")
      .describe("What records' values are. Default: JSON."),
    compression: z.enum(["NONE", "GZIP", "ZSTD"]).default("ZSTD").describe("Of objects. Default: ZSTD."),
    storageClass: z
      .enum(["STANDARD", "INTELLIGENT_TIERING", "GLACIER_IR"])
      .default("STANDARD")
      .describe("Of objects. Default: STANDARD."),
  }),
  z.strictObject({
    type: z.literal("iceberg").describe("A table of Iceberg in S3 Tables, which is only appended to."),
    tableBucket: z
      .string()
      .regex(/^arn:aws[a-z-]*:s3tables:/, { error: "the ARN of a table bucket" })
      .describe("ARN of the table bucket, of the cluster's region and account."),
    database: z.string().min(1).max(255).describe("Namespace of the table."),
    table: z.string().min(1).max(255).describe("The table; it is made."),
    schema: z
      .string()
      .regex(/^arn:aws[a-z-]*:glue:/, { error: "the ARN of a schema of Glue" })
      .describe(
        "ARN of the JSON schema in Glue's registry that records are held against, of the cluster's region and account.",
      ),
    ...columns,
  }),
  z.strictObject({
    type: z.literal("lake").describe("The topic's place in the stack's lake, of lake.topics: JSON as it is."),
  }),
  z.strictObject({
    type: z
      .literal("lake-table")
      .describe("The topic's table of Iceberg in the stack's lake, of lake.iceberg.topics; it is made."),
    ...columns,
  }),
]);

export const channels = z
  .record(
    mapKey,
    z.strictObject({
      topic: mapKey.describe("Key of a topic."),
      destination: destination.describe("Where records go. A change makes the channel anew."),
      deadLetters: z
        .strictObject({
          bucket: bucket.describe("ARN of the bucket."),
          prefix: prefix.describe("Before the names of objects. Default: none."),
        })
        .optional()
        .describe(
          "Where it is told which records could not be delivered, and why. AWS wants it. Default: the lake's own place for it, if lake.topics has any.",
        ),
      freshnessSeconds: z
        .int()
        .min(300)
        .max(900)
        .default(600)
        .describe("Seconds that records wait at most. Default: 600. In place."),
    }),
  )
  .default({})
  .describe(
    "Topics that Express brokers deliver to S3 or Iceberg by themselves, from when a channel is there: nothing older. Default: none.",
  );
export type MskChannels = z.infer<typeof channels>;
