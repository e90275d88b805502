/** `kafka` with `backend: confluent`: Confluent Cloud. */
import { z } from "zod";
import { mapKey, rotation } from "../scalars.ts";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

const maxEcku = z
  .int()
  .min(1)
  .max(1_000)
  .optional()
  .describe(
    "Elastic units that it grows to at most; at least 2 with availability high. Default: what the service allows. In place.",
  );

const size = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z
        .literal("basic")
        .describe("For trying out: one zone, public, ACLs for rights. Becomes standard in place, and no other kind."),
      maxEcku,
    }),
    z.strictObject({ kind: z.literal("standard").describe("Public, without quotas."), maxEcku }),
    z.strictObject({ kind: z.literal("enterprise").describe("Private, grows by itself."), maxEcku }),
    z.strictObject({
      kind: z.literal("dedicated").describe("Of a size of one's own, public or private."),
      cku: z
        .int()
        .min(1)
        .max(1_000)
        .describe(
          "Units, which are paid for whether used or not; at least 2 with availability high. No default. In place.",
        ),
      zones: z
        .array(z.string().regex(/^[a-z0-9-]+$/, { error: "a zone, such as euc1-az1, europe-west3-a or 1" }))
        .max(3)
        .default([])
        .describe(
          "Zones of a private one's network: ids on AWS (euc1-az1), names on Google Cloud (europe-west3-a), numbers on Azure (1). Default: none, which only a public one can have. A change makes another cluster.",
        ),
    }),
    z.strictObject({
      kind: z
        .literal("freight")
        .describe("Much data that may come late, on AWS: neither transactions nor idempotent producers, private."),
      maxEcku,
      zones: z
        .array(z.string().regex(/^[a-z0-9-]+$/, { error: "the id of a zone, such as euc1-az1" }))
        .min(1)
        .max(3)
        .describe("Ids of the zones of aws.network, such as euc1-az1. A change makes another cluster."),
      interfacesPerZone: z
        .int()
        .min(1)
        .max(100)
        .default(17)
        .describe("Network interfaces in each of them that brokers attach to themselves. Default: 17. More in place."),
    }),
  ])
  .describe(
    "Kind of cluster, and how much it takes. A change of the kind makes another cluster, which is refused in production.",
  );

const tableflow = z
  .strictObject({
    formats: z
      .array(z.enum(["ICEBERG", "DELTA"]))
      .min(1)
      .max(2)
      .default(["ICEBERG"])
      .describe("Formats of the tables. Default: ICEBERG."),
    bucket: z
      .strictObject({
        name: z.string().min(3).max(63).describe("Bucket of S3 in the cluster's region."),
        providerIntegration: z
          .string()
          .regex(/^cspi-[a-z0-9]+$/, { error: "the id of a provider integration, such as cspi-abc12" })
          .describe("Provider integration of the environment that may write to it."),
      })
      .optional()
      .describe("Where they are kept, on AWS. Default: in the service's own storage. A change makes the tables anew."),
  })
  .meta({ id: "ConfluentTableflow" });

export const confluentKafka = z
  .strictObject({
    backend: z.literal("confluent").describe("Confluent Cloud."),
    cloud: z
      .enum(["aws", "gcp", "azure"])
      .optional()
      .describe(
        "Cloud that the cluster is in. Default: the stack's; must be said where that is kubernetes. A change makes another cluster.",
      ),
    region: z
      .string()
      .optional()
      .describe(
        "Region of that cloud, as it names it. Default: the stack's; must be said where cloud is. A change makes another cluster.",
      ),
    size,
    availability: z
      .enum(["low", "high"])
      .optional()
      .describe(
        "high: copies in several zones. Default: high, and low on basic, which can be no other. A change makes another cluster.",
      ),
    environment: z
      .discriminatedUnion("mode", [
        z.strictObject({
          mode: z.literal("create").describe("An environment of the stack's own."),
          governance: z
            .enum(["essentials", "advanced"])
            .default("essentials")
            .describe("Package of Stream Governance. Default: essentials. Raised in place, never lowered."),
        }),
        z.strictObject({
          mode: z.literal("existing").describe("An environment that is there."),
          id: z
            .string()
            .regex(/^env-[a-z0-9]+$/, { error: "the id of an environment, such as env-abc123" })
            .describe("Its id."),
        }),
      ])
      .default({ mode: "create", governance: "essentials" })
      .describe("What holds the cluster and its schema registry. Default: one of the stack's own."),
    network: z
      .enum(["public", "private"])
      .optional()
      .describe(
        "private: reached from the stack's network alone. Default: private on enterprise and freight, which can be no other, else public; production says which where the kind can be both. A change makes another cluster.",
      ),
    authorization: z
      .enum(["roles", "acls"])
      .optional()
      .describe(
        "What access is compiled to. roles: given by the control plane; wider than Kafka's own rules for observe and admin. acls: Kafka's own rules. Default: roles, and acls on basic. A change takes the former away after the new ones are there.",
      ),
    encryptionKey: z
      .string()
      .regex(/^cck-[a-z0-9]+$/, { error: "the id of a key at Confluent Cloud, such as cck-abc12" })
      .optional()
      .describe(
        "Key of one's own that data is encrypted with, registered there. Default: the service's. Not changed afterwards.",
      ),
    administrator: z
      .strictObject({
        rotation: rotation
          .default(1)
          .describe("Raise it by one for another key; the former one goes at the next raise. Default: 1."),
      })
      .prefault({})
      .describe("Who makes topics and ACLs."),
    metrics: z
      .strictObject({
        rotation: rotation
          .default(1)
          .describe("Raise it by one for another key; the former one goes at the next raise. Default: 1."),
      })
      .prefault({})
      .describe("Who reads the service's metrics, when monitoring.operator is there."),
    tableflow: z
      .record(mapKey, tableflow)
      .default({})
      .describe("Tables that the service keeps equal to topics, by their key in kafka.topics. Default: none."),
    topics,
    access,
  })
  .meta({ id: "KafkaConfluent" });
export type ConfluentKafka = z.infer<typeof confluentKafka>;
