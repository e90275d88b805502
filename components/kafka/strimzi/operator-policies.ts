/** Whom Strimzi's own pods reach, and who reaches them, in a namespace that denies everything. */
import type * as pulumi from "@pulumi/pulumi";
import type { Rule } from "../../kubernetes/chart.ts";
import { allow, anybody, namespacePeer, type Peer, reach, reachApi } from "../../kubernetes/policy-rules.ts";

/** As the charts label them: 1.2.0 and, of the drain cleaner, 1.6.1. */
export const PODS = {
  operator: { name: "strimzi-cluster-operator" },
  drainCleaner: { app: "strimzi-drain-cleaner" },
} as const;
/** Of every pod of a Kafka: its nodes and Cruise Control. */
const KAFKA = { "strimzi.io/kind": "Kafka" };
/** Controllers and Cruise Control, brokers, and what says how a node is (KafkaCluster.java and CruiseControl.java of 1.2.0). */
const KAFKA_PORTS = [9090, 9091, 8443];
const METRICS_PORT = 8080;
const WEBHOOK_PORT = 8443;

export interface StrimziPolicyArgs {
  /** Namespaces whose clusters it looks after. */
  watched: pulumi.Input<string>[];
  /** Who reads metrics. */
  monitoring: Peer[];
  drainCleaner?: object | undefined;
  /** Of the API server. Default: 443 and 6443. */
  apiPorts?: readonly number[] | undefined;
}

/** Rules by their roles. */
export function strimziRules({ watched, monitoring, drainCleaner, apiPorts }: StrimziPolicyArgs): Record<string, Rule> {
  const kafka = watched.map((name) => ({ ...namespacePeer(name), podSelector: { matchLabels: KAFKA } }));
  const policyTypes = ["Ingress", "Egress"];
  const operator = {
    podSelector: { matchLabels: PODS.operator },
    policyTypes,
    ingress: allow(monitoring, METRICS_PORT),
    egress: [reachApi(apiPorts), reach({ to: kafka, ports: KAFKA_PORTS })],
  };
  // Evictions are told to it by the API server.
  const drain = {
    podSelector: { matchLabels: PODS.drainCleaner },
    policyTypes,
    ingress: [anybody(WEBHOOK_PORT)],
    egress: [reachApi(apiPorts)],
  };
  return {
    policy: { name: "allow-operator", spec: operator },
    ...(drainCleaner === undefined ? {} : { "drain-policy": { name: "allow-drain-cleaner", spec: drain } }),
  };
}
