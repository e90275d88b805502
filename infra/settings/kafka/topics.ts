/** `kafka.topics`: the same for every backend. */
import { z } from "zod";
import type { TopicSpec } from "../../../components/kafka/cluster.ts";
import { mapKey, projectFile, retention, topicName } from "../scalars.ts";

const schemaFile = z
  .strictObject({
    file: projectFile.describe("Schema file, a path below the project's root."),
    type: z.enum(["JSON", "AVRO"]).describe("What language the schema is written in."),
  })
  .meta({ id: "TopicSchema" });

export const topicSpec = z
  .strictObject({
    name: topicName
      .optional()
      .describe(
        "The topic's name in Kafka. Default: its key. A change makes another topic; the former one is only removed when empty or allowed.",
      ),
    partitions: z
      .int()
      .min(1)
      .max(10_000)
      .describe(
        "How many partitions. No default: it decides how many workers can share the work. Raised in place, which moves keys to other partitions; never lowered.",
      ),
    replication: z
      .int()
      .min(1)
      .max(15)
      .optional()
      .describe(
        "Copies of each record. Default: 3, or the number of nodes when fewer. A change on a topic that exists is refused unless allow holds replace.",
      ),
    minInsync: z
      .int()
      .min(1)
      .max(15)
      .optional()
      .describe(
        "Copies that must have a record before it is acknowledged. Default: replication - 1, at least 1. Changed in place; as many as replication means that one lost node stops writing.",
      ),
    retention: retention
      .optional()
      .describe(
        "How long records are kept: a number with ms, s, m, h, d or w, or forever. Default: 7d. Changed in place; a shorter one deletes older records.",
      ),
    cleanup: z
      .enum(["delete", "compact", "both"])
      .optional()
      .describe(
        "delete: old records go; compact: the last record of each key stays; both. Default: delete. Changed in place.",
      ),
    maxMessageBytes: z
      .int()
      .min(1024)
      .max(104_857_600)
      .optional()
      .describe("bytes; the largest batch of records taken. Default: 1048576. Changed in place."),
    config: z
      .record(z.string(), z.string())
      .optional()
      .describe("Any other topic configuration by Kafka's own names, values as text. Default: none. Changed in place."),
    schema: z
      .strictObject({
        key: schemaFile.optional().describe("Schema of the records' keys. Default: none."),
        value: schemaFile.optional().describe("Schema of the records' values. Default: none."),
        compatibility: z
          .enum(["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"])
          .describe(
            "Which changes of the schema the registry takes; another one is refused before anything is deployed with it.",
          ),
      })
      .optional()
      .describe("Schemas registered as <topic>-key and <topic>-value. Default: none."),
    personalData: z
      .boolean()
      .optional()
      .describe(
        "Whether records tell of persons. Default: false. Named in outputs, so that deletion requests find the topic.",
      ),
    mirror: z
      .boolean()
      .optional()
      .describe("Whether it is copied to a standby cluster, when there is one. Default: true."),
    backup: z
      .boolean()
      .optional()
      .describe("Whether it is copied to the backup store, when there is one. Default: true."),
    allow: z
      .array(z.enum(["delete", "shrink", "replace"]))
      .optional()
      .describe(
        "What may be done to this topic although it loses data. On MSK and Confluent Cloud from the next `up` on. Default: nothing.",
      ),
  })
  .meta({ id: "TopicSpec" }) satisfies z.ZodType<TopicSpec>;

export const topics = z
  .record(mapKey, topicSpec)
  .default({})
  .describe("The topics, by a key of your own that the rest of the settings uses. Default: none.");
