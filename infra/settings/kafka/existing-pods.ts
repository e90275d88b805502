/** `kafka` with `backend: existing` where the application runs as pods: brokers that somebody else runs. */
import { z } from "zod";
import { secretRefSchema } from "../../../app/src/connection.ts";
import { hostAndPort, mapKey } from "../scalars.ts";
import { existingKafka } from "./existing.ts";

const administration = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("none").describe("Nobody: topics, rights and quotas are there."),
    }),
    z.strictObject({
      mode: z
        .literal("job")
        .describe("The application in a Job, as kafka.admin: for brokers that only pods reach. It deletes nothing."),
    }),
    z.strictObject({
      mode: z
        .literal("provider")
        .describe(
          "@pulumi/kafka, as kafka.admin: for brokers that are reached from where Pulumi runs. The secret is that of `pulumi config set --secret kafka:saslPassword` (kafka:clientCert and kafka:clientKey for mtls), or an environment variable that kafka.admin names; kafka:caCert, or such a variable of kafka.tls, is the authority.",
        ),
      bootstrapServers: z
        .array(hostAndPort)
        .min(1)
        .optional()
        .describe("host:port of at least one broker as Pulumi reaches it. Default: kafka.bootstrapServers."),
    }),
  ])
  .default({ mode: "none" })
  .describe(
    "Who makes topics, rights and quotas as they stand here. Default: nobody. Taken out of the settings, topics stay; of a principal who goes, first take the rights out.",
  );

export const existingPodsKafka = existingKafka
  .extend({
    bootstrapServers: z.array(hostAndPort).min(1).describe("host:port of at least one broker, as pods reach it."),
    tls: z
      .strictObject({
        ca: z.array(secretRefSchema).min(1).describe("Secrets of the namespace with the authorities to trust."),
      })
      .optional()
      .describe("Default: the authorities that the system trusts."),
    principals: existingKafka.shape.principals.describe(
      "How each principal of access proves who it is, by Secrets of the namespace that are there; also `schema-registry` when a registry is started, and `scaler` when the processor is scaled. Default: none.",
    ),
    admin: existingKafka.shape.admin.describe(
      "An identity that may administer. Needed unless kafka.administration.mode is none. Default: none.",
    ),
    users: z
      .record(mapKey, z.string().min(1))
      .default({})
      .describe(
        "What Kafka calls a principal, or `admin`, in its rules, without User:, such as CN=ingest for a certificate. Default: its user name when it has one, else its key.",
      ),
    networks: z
      .array(z.cidrv4())
      .default([])
      .describe(
        "Ranges of addresses that pods reach the brokers in, and whoever issues their tokens. Default: any address, at their ports.",
      ),
    administration,
    version: z
      .string()
      .regex(/^\d+\.\d+(\.\d+)?$/, { error: "a version of Kafka, such as 3.9.0" })
      .optional()
      .describe(
        "Version that the brokers are of, which outputs and the provider kafka are told. Default: it is not known.",
      ),
    clusterArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:kafka:[a-z0-9-]+:\d{12}:cluster\/[A-Za-z0-9-]+\/[A-Za-z0-9-]+$/, {
        error: "the ARN of an MSK cluster, such as arn:aws:kafka:eu-central-1:123456789012:cluster/events/...-10",
      })
      .optional()
      .describe(
        "MSK cluster on which pods of principals with mechanism aws-iam become roles, with the rights that kafka.access says; on cloud aws. Default: none does. In place.",
      ),
    clusterId: z.string().min(1).optional().describe("The cluster's id, which outputs tell. Default: it is not known."),
  })
  .meta({ id: "KafkaExistingPods" });
export type ExistingPodsKafka = z.infer<typeof existingPodsKafka>;
