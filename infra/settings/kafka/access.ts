/** `kafka.access`: who may do what, the same for every backend. */
import { z } from "zod";
import type { AccessSpec } from "../../../components/kafka/cluster.ts";
import { mapKey, pattern, rotation } from "../scalars.ts";

export const accessSpec = z
  .strictObject({
    auth: z
      .enum(["scram", "mtls", "iam", "oauth"])
      .default("scram")
      .describe(
        "How this principal proves who it is; what there is depends on the backend. Default: scram (user name and password).",
      ),
    produce: z
      .array(pattern)
      .optional()
      .describe("Topics (by name, not by key) that it may write to; * at the end for a prefix. Default: none."),
    consume: z
      .array(
        z.strictObject({
          topic: pattern.describe("Topic by name, * at the end for a prefix."),
          group: pattern.describe("Consumer group that it may use, * at the end for a prefix."),
        }),
      )
      .optional()
      .describe("Topics that it may read, each with the consumer groups it may use. Default: none."),
    observe: z
      .array(
        z.strictObject({
          topic: pattern.describe("Topic by name, * at the end for a prefix."),
          group: pattern.describe("Consumer group, * at the end for a prefix."),
        }),
      )
      .optional()
      .describe("Topics and consumer groups whose lag it may see, without a right to any record. Default: none."),
    transactionalIdPrefix: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,200}$/, { error: "letters, digits, . _ and -, at most 200 of them" })
      .optional()
      .describe("Transactional ids that it may use begin with it. Default: none, so no transactions."),
    admin: z
      .array(z.enum(["topics", "access", "groups", "cluster"]))
      .optional()
      .describe(
        "What it may administer: every topic, who may do what, every consumer group, the brokers. Default: nothing.",
      ),
    quota: z
      .strictObject({
        produceBytesPerSecond: z.int().min(1).optional().describe("bytes a second and broker. Default: no limit."),
        consumeBytesPerSecond: z.int().min(1).optional().describe("bytes a second and broker. Default: no limit."),
        requestPercent: z
          .number()
          .positive()
          .max(100_000)
          .optional()
          .describe("percent of one broker thread's time. Default: no limit."),
      })
      .optional()
      .describe("Above it the broker slows this principal down. Default: no limit. Changed in place."),
    rotation: rotation
      .optional()
      .describe(
        "Raise it by one for a new credential; the former one goes at the next raise. Default: 1. Processes that use it restart.",
      ),
  })
  .meta({ id: "AccessSpec" }) satisfies z.ZodType<AccessSpec>;

export const access = z
  .record(mapKey, accessSpec)
  .default({})
  .describe("Principals, by user name, and what each may do. What is not listed is denied. Default: nobody.");
