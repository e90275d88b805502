/** `cloud: kubernetes`: everything as pods of a cluster that is there. */
import { z } from "zod";
import { confluentKafka } from "../kafka/confluent.ts";
import { existingPodsKafka } from "../kafka/existing-pods.ts";
import { referencedKafka } from "../kafka/referenced.ts";
import { strimziKafka } from "../kafka/strimzi.ts";
import { kubernetesKeys } from "../keys/kubernetes.ts";
import { podLogging } from "../keys/logging.ts";
import { kubernetesMonitoring } from "../keys/monitoring.ts";
import { kubernetesRegistry } from "../keys/registry.ts";
import { scaling } from "../keys/scaling.ts";
import { kubernetesSecrets } from "../keys/secrets.ts";
import { sharedKeys } from "../keys/shared.ts";
import { available } from "./member.ts";

export const kubernetes = available(
  "kubernetes",
  ["strimzi", "confluent", "existing", "referenced"],
  z.strictObject({
    cloud: z.literal("kubernetes").describe("Where it runs: kubernetes is a cluster that is there."),
    ...sharedKeys,
    monitoring: kubernetesMonitoring,
    logging: podLogging,
    registry: kubernetesRegistry,
    secrets: kubernetesSecrets,
    scaling,
    kubernetes: kubernetesKeys.prefault({}).describe("What only Kubernetes has."),
    kafka: z
      .discriminatedUnion("backend", [strimziKafka, confluentKafka, existingPodsKafka, referencedKafka])
      .describe("The Kafka cluster, its topics and who may use them."),
  }),
);
