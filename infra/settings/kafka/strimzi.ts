/** `kafka` with `backend: strimzi`: brokers as pods, looked after by Strimzi's operator. */
import { z } from "zod";
import { strimziKafkaVersions } from "../../versions.ts";
import { cpu, kubeLabel } from "../scalars.ts";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

const volumes = z
  .array(
    z.strictObject({
      sizeGi: z
        .int()
        .min(1)
        .max(65_536)
        .describe("GiB. Grows in place where the storage class allows it; a smaller one is refused by Strimzi."),
      storageClass: kubeLabel
        .optional()
        .describe("Storage class. Default: the cluster's default one. Not changed on a volume that exists."),
    }),
  )
  .min(1)
  .describe("Disks of each node; the first holds the metadata, too. One may be added at the end.");

const pool = {
  cpu: cpu.describe("CPU that each node asks for, such as 2 or 500m. A change rolls the nodes."),
  memoryMi: z
    .int()
    .min(256)
    .max(1_048_576)
    .describe("MiB of memory, request and limit; what the heap leaves caches files. A change rolls the nodes."),
  heapMi: z.int().min(128).max(65_536).describe("MiB of Java heap. A change rolls the nodes."),
  volumes,
};

export const strimziKafka = z
  .strictObject({
    backend: z.literal("strimzi").describe("Brokers as pods, looked after by Strimzi's operator."),
    version: z
      .enum(strimziKafkaVersions)
      .optional()
      .describe(
        "Version of Kafka, of those that the operator knows. Default: its newest. Each node is rolled; lowered only while metadataVersion was held back.",
      ),
    metadataVersion: z
      .string()
      // Kafka 4 still writes what 3.3 could read (oldestUpgradable of infra/versions.ts).
      .regex(/^(3\.[3-9]|4\.\d+)(-IV\d+)?$/, { error: "a version of metadata, such as 4.3" })
      .optional()
      .describe(
        "Format of the metadata. Default: that of version. Hold it back through an upgrade to be able to go back; never lowered.",
      ),
    nodes: z
      .int()
      .min(1)
      .max(999)
      .default(3)
      .describe(
        "Brokers. Default: 3. Partitions move onto those that are added, and away from those that go, when cruiseControl is on. Fixed for brokers that are controllers, too.",
      ),
    brokers: z.strictObject(pool).describe("What each broker has."),
    controllers: z
      .strictObject({
        nodes: z
          .union([z.literal(1), z.literal(3), z.literal(5)])
          .default(3)
          .describe("Controllers: 1, 3 or 5. Default: 3."),
        ...pool,
      })
      .optional()
      .describe(
        "Nodes of their own that keep the metadata. Default: the brokers do, which is for small clusters. Neither brought, taken away nor counted otherwise once the cluster is made.",
      ),
    cruiseControl: z
      .boolean()
      .default(true)
      .describe(
        "Whether partitions are moved by Cruise Control when brokers come and go; needs two brokers. Default: true.",
      ),
    external: z
      .strictObject({
        type: z.enum(["loadbalancer", "nodeport"]).describe("How the listener is reached."),
        sourceRanges: z
          .array(z.cidrv4())
          .optional()
          .describe("Who may connect to a load balancer, as ranges. Default: everybody that the network lets through."),
        annotations: z
          .record(z.string(), z.string())
          .optional()
          .describe(
            "Of the listener's services, such as what makes a cloud's load balancer internal. Default: none; on AWS what makes it internal and sends to pods themselves.",
          ),
        class: z
          .string()
          .regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/, {
            error: "a class of load balancers, such as service.k8s.aws/nlb",
          })
          .optional()
          .describe(
            "Who makes its load balancers, of a load balancer. Default: whoever makes those without a class; on AWS service.k8s.aws/nlb, AWS' controller. Kubernetes refuses another one for a listener that is there.",
          ),
      })
      .optional()
      .describe("A listener for clients outside Kubernetes, with TLS and SCRAM. Default: none."),
    clients: z
      .array(kubeLabel)
      .default([])
      .describe(
        "Namespaces whose pods may reach the brokers, besides the stack's own, such as that of the KEDA of an application's stack. Default: none.",
      ),
    config: z
      .record(z.string(), z.string())
      .default({})
      .describe("More of the brokers' configuration by Kafka's own names, values as text. Default: none."),
    topics,
    access,
  })
  .meta({ id: "KafkaStrimzi" });
export type StrimziKafka = z.infer<typeof strimziKafka>;
