/** Pods that are not there or do not last. */
import type { Alert } from "./alert.ts";

export const kubernetesAlerts: readonly Alert[] = [
  {
    name: "WorkloadDown",
    severity: "critical",
    owner: "platform",
    signals: ["podsWanted", "podsReady"],
    query: "tributary:kubernetes_pods_wanted{%} > 0 unless tributary:kubernetes_pods_ready{%} > 0",
    for: "3m",
    summary: "No pod of {{ $labels.kind }} {{ $labels.name }} is ready",
    description: "What it does is not done: see its pods' events and logs.",
  },
  {
    name: "PodNotReady",
    severity: "warning",
    owner: "platform",
    signals: ["podsNotReady"],
    query: "tributary:kubernetes_pod_not_ready{%} > 0",
    for: "15m",
    summary: "Pod {{ $labels.pod }} is not ready",
    description: "It cannot be placed, does not start, or says that it cannot work.",
  },
  {
    name: "ContainerRestarting",
    severity: "warning",
    owner: "platform",
    signals: ["restarts"],
    query: "tributary:kubernetes_restarts{%} > 2",
    summary: "{{ $labels.container }} in {{ $labels.pod }} was started again {{ $value }} times in 15 minutes",
    description: "It ends by itself, for want of memory, or because its probes fail.",
  },
];
