/** The cluster itself. */
import type { Alert } from "./alert.ts";

export const kafkaAlerts: readonly Alert[] = [
  {
    name: "KafkaBrokerDown",
    severity: "critical",
    owner: "platform",
    signals: ["brokerUp"],
    query: "tributary:kafka_broker_up{%} == 0",
    for: "1m",
    summary: "Broker {{ $labels.instance }} does not answer",
    description:
      "Its partitions have other leaders if they have copies. See whether its process or pod runs, and what it said last.",
  },
  {
    name: "KafkaOfflinePartitions",
    severity: "critical",
    owner: "platform",
    signals: ["offlinePartitions"],
    query: "tributary:kafka_offline_partitions{%} > 0",
    for: "1m",
    summary: "{{ $value }} partitions have no leader",
    description: "Nobody reads or writes them. Bring back the brokers that hold their copies.",
  },
];
