/** What must fit together, a file a subject. Each check looks at what can be understood and is silent about the rest. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";
import { accessProblems } from "./access.ts";
import { awsProblems } from "./aws/index.ts";
import { awsSecretProblems } from "./aws-secrets.ts";
import { capabilityProblems } from "./capabilities.ts";
import { confluentProblems } from "./confluent.ts";
import { costProblems } from "./cost.ts";
import { deliveryProblems } from "./delivery.ts";
import { existingProblems } from "./existing.ts";
import { existingPodsProblems } from "./existing-pods.ts";
import { existingRoleProblems } from "./existing-roles.ts";
import { exposureProblems } from "./exposure.ts";
import { icebergProblems } from "./iceberg.ts";
import { kubernetesProblems } from "./kubernetes.ts";
import { lakeProblems } from "./lake.ts";
import { loggingProblems } from "./logging.ts";
import { monitoringProblems } from "./monitoring.ts";
import { mskProblems } from "./msk.ts";
import { podProblems, registryLoginProblems } from "./pods.ts";
import { portProblems } from "./ports.ts";
import { referencedProblems } from "./referenced.ts";
import { scalingProblems } from "./scaling.ts";
import { schemaProblems } from "./schemas.ts";
import { secretProblems } from "./secrets.ts";
import { smokeProblems } from "./smoke.ts";
import { topicProblems } from "./topics.ts";
import { tracingProblems } from "./tracing.ts";
import { versionProblems } from "./version.ts";
import { workloadProblems } from "./workload.ts";

export const checks: ((view: View) => Problem[])[] = [
  topicProblems,
  schemaProblems,
  accessProblems,
  workloadProblems,
  smokeProblems,
  deliveryProblems,
  costProblems,
  existingProblems,
  existingPodsProblems,
  existingRoleProblems,
  referencedProblems,
  confluentProblems,
  kubernetesProblems,
  podProblems,
  registryLoginProblems,
  awsProblems,
  mskProblems,
  exposureProblems,
  scalingProblems,
  monitoringProblems,
  tracingProblems,
  secretProblems,
  awsSecretProblems,
  lakeProblems,
  icebergProblems,
  loggingProblems,
  portProblems,
  versionProblems,
  capabilityProblems,
];
