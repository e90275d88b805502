/** What `administer` is told: one JSON file (TRIBUTARY_CONFIG), as with the roles. */
import { z } from "zod";
import { logLevelSchema } from "../../config.ts";
import { kafkaConnectionSchema, secretRefSchema } from "../../connection.ts";

const topic = z.strictObject({
  topic: z.string().min(1),
  /** Raised in place, never lowered. */
  partitions: z.int().min(1),
  /** Copies of each record, when it is made. */
  replication: z.int().min(1),
  /** Keys of Kafka's topic configuration; what is not named is left as it is. */
  config: z.record(z.string().min(1), z.string()).default({}),
  /** shrink or replace: the topic may be deleted with its records and made anew when it cannot be made to fit. */
  allow: z.array(z.enum(["delete", "shrink", "replace"])).default([]),
});

const rule = z.strictObject({
  resource: z.enum(["topic", "group", "cluster", "transactionalId"]),
  name: z.string().min(1),
  pattern: z.enum(["literal", "prefixed"]),
  operations: z
    .array(
      z.enum([
        "all",
        "read",
        "write",
        "create",
        "delete",
        "alter",
        "describe",
        "clusterAction",
        "describeConfigs",
        "alterConfigs",
        "idempotentWrite",
      ]),
    )
    .min(1),
});

const quota = z.strictObject({
  user: z.string().min(1),
  /** bytes a second and broker; none: no limit */
  produceBytesPerSecond: z.number().positive().optional(),
  consumeBytesPerSecond: z.number().positive().optional(),
  /** percent of one thread's time */
  requestPercent: z.number().positive().optional(),
});

const user = z.strictObject({
  user: z.string().min(1),
  mechanism: z.enum(["scram-sha-512", "scram-sha-256"]),
  password: secretRefSchema,
  /** Another number is another password. */
  rotation: z.int().min(1).default(1),
});

export const administerConfigSchema = z.strictObject({
  version: z.literal(1),
  connection: kafkaConnectionSchema,
  /** Who this login is to the brokers, such as User:admin: what it needs to administer is given to it first, and never taken. */
  self: z.string().min(1).optional(),
  topics: z.array(topic).default([]),
  users: z.array(user).default([]),
  /** All that each principal may do: what it may beyond that is taken from it. */
  access: z.array(z.strictObject({ principal: z.string().min(1), rules: z.array(rule) })).default([]),
  /** All limits of each user. */
  quotas: z.array(quota).default([]),
  /** seconds until brokers that do not answer, or do not do it, are given up */
  waitSeconds: z.int().min(0).max(3_600).default(300),
  logLevel: logLevelSchema,
});
export type AdministerConfig = z.infer<typeof administerConfigSchema>;
export type AdministerConfigInput = z.input<typeof administerConfigSchema>;
