/** `cloud: gcp`: the application on a Kubernetes cluster that is there, and Kafka beside it. */
import { z } from "zod";
import { confluentKafka } from "../kafka/confluent.ts";
import { gcpKeys } from "../keys/gcp.ts";
import { kubernetesKeys } from "../keys/kubernetes.ts";
import { podLogging } from "../keys/logging.ts";
import { kubernetesMonitoring } from "../keys/monitoring.ts";
import { kubernetesRegistry } from "../keys/registry.ts";
import { scaling } from "../keys/scaling.ts";
import { kubernetesSecrets } from "../keys/secrets.ts";
import { sharedKeys } from "../keys/shared.ts";
import { available } from "./member.ts";

export const gcp = available(
  "gcp",
  ["confluent"],
  z.strictObject({
    cloud: z.literal("gcp").describe("Where it runs: gcp is Google Cloud."),
    ...sharedKeys,
    monitoring: kubernetesMonitoring,
    logging: podLogging,
    registry: kubernetesRegistry,
    secrets: kubernetesSecrets,
    scaling,
    kubernetes: kubernetesKeys.prefault({}).describe("What is said to Kubernetes."),
    gcp: gcpKeys.describe("What only Google Cloud has."),
    kafka: confluentKafka.describe("The Kafka cluster, its topics and who may use them."),
  }),
  ["gcp-managed", "existing"],
);
