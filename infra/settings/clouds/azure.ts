/** `cloud: azure`: the application on a Kubernetes cluster that is there, and Kafka beside it. */
import { z } from "zod";
import { confluentKafka } from "../kafka/confluent.ts";
import { azureKeys } from "../keys/azure.ts";
import { kubernetesKeys } from "../keys/kubernetes.ts";
import { podLogging } from "../keys/logging.ts";
import { kubernetesMonitoring } from "../keys/monitoring.ts";
import { kubernetesRegistry } from "../keys/registry.ts";
import { scaling } from "../keys/scaling.ts";
import { kubernetesSecrets } from "../keys/secrets.ts";
import { sharedKeys } from "../keys/shared.ts";
import { available } from "./member.ts";

export const azure = available(
  "azure",
  ["confluent"],
  z.strictObject({
    cloud: z.literal("azure").describe("Where it runs: azure is Azure."),
    ...sharedKeys,
    monitoring: kubernetesMonitoring,
    logging: podLogging,
    registry: kubernetesRegistry,
    secrets: kubernetesSecrets,
    scaling,
    kubernetes: kubernetesKeys.prefault({}).describe("What is said to Kubernetes."),
    azure: azureKeys.describe("What only Azure has."),
    kafka: confluentKafka.describe("The Kafka cluster, its topics and who may use them."),
  }),
  ["event-hubs", "existing"],
);
