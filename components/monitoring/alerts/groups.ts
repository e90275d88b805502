/** Consumer groups that do not keep up. */
import type { Alert } from "./alert.ts";

export const groupAlerts: readonly Alert[] = [
  {
    name: "ConsumerLagHigh",
    severity: "warning",
    owner: "application",
    signals: ["lag"],
    query: "tributary:kafka_group_lag{%} > 10000",
    for: "10m",
    summary: "{{ $value }} records of {{ $labels.topic }} wait for {{ $labels.group }}",
    description: "Raise workload.processor.workers or instances, up to the topic's partitions.",
  },
  {
    name: "ConsumerLagOld",
    severity: "warning",
    owner: "application",
    signals: ["lagSeconds"],
    query: "tributary:kafka_group_lag_seconds{%} > 600",
    for: "10m",
    summary: "{{ $labels.group }} is {{ $value | humanizeDuration }} behind in {{ $labels.topic }}",
    description: "Raise workload.processor.workers or instances, up to the topic's partitions.",
  },
  {
    name: "ConsumerGroupEmpty",
    severity: "critical",
    owner: "application",
    signals: ["members", "lag"],
    query: "tributary:kafka_group_members{%} == 0 and on (stack, group) tributary:kafka_group_lag{%} > 0",
    for: "10m",
    summary: "Nobody is left in {{ $labels.group }}, and records wait for it",
    description: "Its processes are down, cannot log in, or have another group's name.",
  },
];
