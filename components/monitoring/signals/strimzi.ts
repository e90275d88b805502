/** Resources of Strimzi's as its operators judge them, by kube-state-metrics with Strimzi's settings for it. */
import type { Query, Signal } from "../signal.ts";

/** By kind: how the metric of its resources begins. */
const kinds = {
  Kafka: "strimzi_kafka",
  KafkaTopic: "strimzi_kafka_topic",
  KafkaUser: "strimzi_kafka_user",
  KafkaRebalance: "strimzi_kafka_rebalance",
  KafkaConnect: "strimzi_kafka_connect",
  KafkaConnector: "strimzi_kafka_connector",
  KafkaMirrorMaker2: "strimzi_kafka_mm2",
  KafkaAccess: "strimzi_kafka_access",
} as const;
/** A pool's readiness is its Kafka's. */
export const strimziKinds = { ...kinds, KafkaNodePool: "strimzi_kafka_node_pool" } as const;

const having = (of: Record<string, string>, matcher: string): Query =>
  Object.entries(of)
    .map(([kind, prefix]) => {
      // Templates of rebalances are never carried out.
      const all = kind === "KafkaRebalance" ? `${matcher},template!="true"` : matcher;
      return `label_replace(sum by (stack, name) (${prefix}_resource_info{@,${all}}), "kind", "${kind}", "", "")`;
    })
    .join(" or ");

const rebalance = (condition: string): Query =>
  `sum by (stack, name) (strimzi_kafka_rebalance_resource_info{@,${condition}="True",template!="true"})`;

export const strimziSignals = {
  resourcesNotReady: {
    name: "tributary:strimzi_not_ready",
    help: "1 for a resource that Strimzi does not call ready",
    unit: "count",
    labels: ["kind", "name"],
    from: { kubernetes: having(kinds, 'ready!="True"') },
  },
  resourceWarnings: {
    name: "tributary:strimzi_warnings",
    help: "1 for a resource that Strimzi warns of",
    unit: "count",
    labels: ["kind", "name"],
    from: { kubernetes: having(strimziKinds, 'warnings="Warning"') },
  },
  resourcesDeprecated: {
    name: "tributary:strimzi_deprecated",
    help: "1 for a resource with fields that the next Strimzi may not know",
    unit: "count",
    labels: ["kind", "name"],
    from: { kubernetes: having(strimziKinds, 'deprecated="Warning"') },
  },
  rebalancesWaiting: {
    name: "tributary:strimzi_rebalance_waiting",
    help: "1 for a proposal to move partitions that waits for somebody to approve it",
    unit: "count",
    labels: ["name"],
    from: { kubernetes: rebalance("proposal_ready") },
  },
  rebalancesRunning: {
    name: "tributary:strimzi_rebalance_running",
    help: "1 while partitions are moved",
    unit: "count",
    labels: ["name"],
    from: { kubernetes: rebalance("rebalancing") },
  },
} as const satisfies Record<string, Signal>;
