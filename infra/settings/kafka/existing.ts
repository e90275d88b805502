/** `kafka` with `backend: existing`: brokers that somebody else runs. */
import { z } from "zod";
import { connectionAuthSchema, kafkaConnectionSchema, secretRefSchema } from "../../../app/src/connection.ts";
import { hostAndPort, mapKey } from "../scalars.ts";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

export const existingKafka = z
  .strictObject({
    backend: z.literal("existing").describe("Brokers that somebody else runs; nothing of them is created or deleted."),
    bootstrapServers: z
      .array(hostAndPort)
      .min(1)
      .describe("host:port of at least one broker, as this machine reaches it."),
    protocol: kafkaConnectionSchema.shape.protocol
      .default("SASL_SSL")
      .describe("How the listener at bootstrapServers speaks. Default: SASL_SSL."),
    tls: z
      .strictObject({
        ca: z.array(secretRefSchema).min(1).describe("Files with the authorities to trust, below the stack's folder."),
      })
      .optional()
      .describe("Default: the authorities that the system trusts."),
    principals: z
      .record(mapKey, connectionAuthSchema)
      .default({})
      .describe(
        "How each principal of access proves who it is: references to secrets, never their values. File names are relative to the stack's folder. Default: none.",
      ),
    admin: connectionAuthSchema
      .optional()
      .describe(
        "An identity that may administer: with it topics, access and quotas are managed. Default: none, then they are only checked.",
      ),
    nodes: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe("How many brokers there are; the default replication of topics comes from it. Default: 3."),
    compression: kafkaConnectionSchema.shape.limits.shape.compression
      .default(["none", "gzip", "snappy", "lz4", "zstd"])
      .describe("Codecs that the service takes. Default: none, gzip, snappy, lz4, zstd."),
    idleMs: z
      .int()
      .positive()
      .optional()
      .describe(
        "milliseconds after which the service cuts idle connections, such as 240000 on Azure. Default: it does not.",
      ),
    topics,
    access,
  })
  .meta({ id: "KafkaExisting" });
export type ExistingKafka = z.infer<typeof existingKafka>;
