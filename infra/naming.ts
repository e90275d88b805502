/** Names that are identity: logical names of components, and what is derived from the stack's name. */
import { createHash } from "node:crypto";

/** The project of Pulumi.yaml: the namespace of its configuration. */
export const project = "tributary";

/** Logical names of the program's components: part of URNs, so a change needs an alias. */
export const names = {
  kafka: "kafka",
  administration: "kafka-administration",
  registry: "registry",
  workload: "app",
  smoke: "app-smoke",
  prometheus: "prometheus",
  prometheusStack: "prometheus-stack",
  monitors: "monitors",
  cloudWatchExporter: "cloudwatch-exporter",
  metricsReader: "metrics-reader",
  kubernetes: "kubernetes",
  kafkaProvider: "kafka-admin",
  kafkaRoles: "kafka-roles",
  namespace: "platform",
  operator: "strimzi",
  externalSecrets: "external-secrets",
  secretStore: "secret-store",
  keda: "keda",
  scaling: "scaling",
  eck: "eck",
  logging: "logging",
  agents: "logging-agents",
  logStore: "log-store",
  logAccess: "log-access",
  traces: "traces",
  aws: "aws",
  network: "network",
  keys: "keys",
  images: "images",
  eks: "eks",
  storage: "storage",
  karpenter: "karpenter",
  loadBalancers: "load-balancers",
  lake: "lake",
  lakeTables: "lake-tables",
  secretAccess: "secret-access",
} as const;

/**
 * Kafka's id of the cluster that a stack makes: 16 bytes as base64url, always the same for a stack, so that a cluster whose data
 * was kept is found again. Kafka's own ids never begin with a dash, as command lines would take it for an option.
 */
export function clusterId(stack: string): string {
  const id = createHash("sha256").update(`${project}:${stack}`).digest().subarray(0, 16).toString("base64url");
  return id.startsWith("-") ? `A${id.slice(1)}` : id;
}
