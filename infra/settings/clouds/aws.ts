/** `cloud: aws`: a Kubernetes cluster of AWS for the application, and Kafka beside it or on it. */
import { z } from "zod";
import { awsKeys } from "../aws/index.ts";
import { confluentKafka } from "../kafka/confluent.ts";
import { existingPodsKafka } from "../kafka/existing-pods.ts";
import { mskKafka } from "../kafka/msk.ts";
import { strimziKafka } from "../kafka/strimzi.ts";
import { kubernetesKeys } from "../keys/kubernetes.ts";
import { awsLake } from "../keys/lake.ts";
import { podLogging } from "../keys/logging.ts";
import { kubernetesMonitoring } from "../keys/monitoring.ts";
import { kubernetesRegistry } from "../keys/registry.ts";
import { scaling } from "../keys/scaling.ts";
import { awsSecrets } from "../keys/secrets.ts";
import { sharedKeys } from "../keys/shared.ts";
import { available } from "./member.ts";

export const aws = available(
  "aws",
  ["msk", "confluent", "strimzi", "existing"],
  z.strictObject({
    cloud: z.literal("aws").describe("Where it runs: aws is Amazon Web Services."),
    ...sharedKeys,
    monitoring: kubernetesMonitoring,
    logging: podLogging,
    registry: kubernetesRegistry,
    secrets: awsSecrets,
    scaling,
    lake: awsLake,
    kubernetes: kubernetesKeys.prefault({}).describe("What is said to Kubernetes."),
    aws: awsKeys.describe("What only AWS has."),
    kafka: z
      .discriminatedUnion("backend", [mskKafka, confluentKafka, strimziKafka, existingPodsKafka])
      .describe("The Kafka cluster, its topics and who may use them."),
  }),
);
