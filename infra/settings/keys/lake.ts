/** `lake` on AWS: which topics have a place there, how long, and who reads them. */
import { z } from "zod";
import { MOST_TOPICS_OF_READER } from "../../../components/lake/aws/rights.ts";
import { mapKey } from "../scalars.ts";

const days = z.int().min(1).max(3650);
const after = (what: string, least: number, usual: number) =>
  z
    .union([z.int().min(least).max(3650), z.literal("never")], {
      error: `a whole number of days from ${least} to 3650, or never`,
    })
    .optional()
    .describe(
      `days after which objects go to ${what}, or never. Default: ${usual}, where they live on there for the days that S3 charges at least. Changed in place, for objects that are there, too.`,
    );

/** Where the same is said for all topics and for one. */
const transitions = {
  infrequentAfterDays: after("Standard-IA, which costs less and each reading something", 30, 30),
  archiveAfterDays: after("Glacier Instant Retrieval, which costs least and each reading more", 1, 90),
};

const topic = z.strictObject({
  retentionDays: days
    .optional()
    .describe(
      "days that objects are kept. Default: lake.retentionDays. A shorter time deletes older ones within a day.",
    ),
  ...transitions,
});

const reader = z.strictObject({
  principals: z
    .array(
      z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/.+)$/, {
        error: "the ARN of a role, a user or an account, such as arn:aws:iam::123456789012:role/analysts",
      }),
    )
    .min(1)
    .max(20)
    .describe("Roles, users or accounts that may become this reader; an account says itself which of its own may."),
  topics: z
    .array(mapKey)
    .min(1)
    .max(MOST_TOPICS_OF_READER)
    .optional()
    .describe("Keys of lake.topics that it may read. Default: those without personal data."),
});

export const awsLake = z
  .strictObject({
    topics: z
      .record(mapKey, topic)
      .default({})
      .describe(
        "Keys of kafka.topics that have a place and a table in the lake. Default: none, and there is no lake. One that goes takes its table with it, not its objects.",
      ),
    retentionDays: days
      .default(365)
      .describe("days that objects are kept. Default: 365. A shorter time deletes older ones within a day."),
    ...transitions,
    versionDays: days
      .default(30)
      .describe(
        "days that a replaced or deleted object can be had back, which a deletion of personal data takes longer, too. Default: 30. Changed in place.",
      ),
    readers: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, {
          error: "a name of small letters, digits and -, at most 31 of them",
        }),
        reader,
      )
      .default({})
      .describe("Who reads by Athena, by a name of your own; each gets a role and a workgroup. Default: nobody."),
    athena: z
      .strictObject({
        bytesCutoffGi: z
          .int()
          .min(1)
          .max(102_400)
          .default(100)
          .describe("GiB that one query may read; one that would read more is ended. Default: 100. Changed in place."),
        resultDays: z.int().min(1).max(365).default(7).describe("days that answers are kept. Default: 7."),
      })
      .prefault({})
      .describe("Limits of queries."),
    iceberg: z
      .strictObject({
        topics: z
          .array(mapKey)
          .default([])
          .describe(
            "Keys of kafka.topics with a JSON Schema that are to be tables of Iceberg, in S3 Tables; Channels of MSK's Express brokers make and fill them. Default: none, and there is no table bucket.",
          ),
      })
      .prefault({})
      .describe("Ground for tables of Iceberg."),
    accessLogs: z
      .strictObject({
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "the name of a bucket, 3 to 63 characters" })
          .describe("Its name; it is there, in the same region and account, and lets logging.s3.amazonaws.com write."),
        prefix: z.string().max(256).optional().describe("Of its objects' keys. Default: lake/<stack>/."),
      })
      .optional()
      .describe("Where S3 writes a line for each request. Default: nowhere."),
  })
  .prefault({})
  .describe("The data lake: a bucket, a catalog and Athena (docs/lake.md).");
export type AwsLakeKeys = z.infer<typeof awsLake>;
