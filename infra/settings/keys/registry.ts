/** `registry`: the schema registry. */
import { z } from "zod";
import { schemaRegistry } from "../../versions.ts";
import { anyPort, cpu, httpUrl, imageReference, rotation } from "../scalars.ts";

const common = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Whether schemas are registered. Default: true; false is refused while a topic has a schema."),
  url: httpUrl
    .optional()
    .describe(
      "Base address of a Confluent-compatible registry that somebody else runs. Default: none, then one is started.",
    ),
});
const heapMb = z.int().min(128).max(8192);

export const registry = common
  .extend({
    heapMb: heapMb
      .default(160)
      .describe("MiB of Java heap of the one that is started. Default: 160. A change restarts it."),
  })
  .prefault({})
  .describe("The schema registry.");
export type Registry = z.infer<typeof registry>;

/** What is said of the one that is started has no meaning with `url`. */
export const kubernetesRegistry = common
  .extend({
    port: anyPort
      .optional()
      .describe(
        "Port of the pods behind url, when their Service translates that of url to another. Default: that of url.",
      ),
    image: imageReference
      .optional()
      .describe(
        `Confluent's cp-schema-registry, version 8, by digest. Default: ${schemaRegistry.image}:${schemaRegistry.version}, by its tag. A change rolls its pods.`,
      ),
    replicas: z.int().min(1).max(9).default(2).describe("Pods of it; one leads, all answer. Default: 2."),
    cpu: cpu.default("250m").describe("CPU that each of its pods asks for. Default: 250m. A change rolls them."),
    heapMb: heapMb
      .default(512)
      .describe("MiB of Java heap of each; the pod has 384 more. Default: 512. A change rolls its pods."),
    rotation: rotation
      .default(1)
      .describe("Raise it by one for a new password of its user of Kafka. Default: 1. Its pods are rolled."),
    authority: z
      .strictObject({
        rotation: rotation
          .default(1)
          .describe(
            "Raise it by one for a new authority, which everybody trusts already. Default: 1. Its pods are rolled.",
          ),
      })
      .prefault({})
      .describe("Who signs its certificate and those of its clients; valid for secrets.authority.validDays."),
  })
  .prefault({})
  .describe("The schema registry.");
export type KubernetesRegistry = z.infer<typeof kubernetesRegistry>;
