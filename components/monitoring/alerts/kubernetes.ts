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
  {
    name: "NodeInTrouble",
    severity: "warning",
    owner: "platform",
    signals: ["nodeTrouble"],
    query: "tributary:kubernetes_node_trouble{%} > 0",
    for: "5m",
    summary: "Node {{ $labels.node }} has {{ $labels.condition }} in the wrong state",
    description: "Pods of the platform run there. Kubernetes moves those that can be moved.",
  },
  {
    name: "VolumeFilling",
    severity: "warning",
    owner: "platform",
    signals: ["volumeUsed"],
    // Elasticsearch gives a node that is fuller no further shard, and Logstash's queue is at its end there (components/logging).
    query: "tributary:volume_used{%} > 0.85",
    for: "15m",
    summary: "The volume {{ $labels.volume }} is {{ $value | humanizePercentage }} full",
    description: "Of Elasticsearch: lines are refused at 95 %. Of Logstash: Elasticsearch does not take what waits.",
  },
  {
    name: "ScheduledJobFailing",
    severity: "warning",
    owner: "platform",
    signals: ["scheduledWithoutSuccess"],
    query: "tributary:scheduled_job_seconds_without_success{%} > 0",
    // A run that has only begun has not succeeded, either.
    for: "30m",
    summary: "The last run of {{ $labels.name }} has not succeeded",
    description: "What it does on schedule is not done. The smoke test is such a job: then no event came through.",
  },
  {
    name: "BackupTooOld",
    severity: "critical",
    owner: "platform",
    signals: ["backupAge"],
    // A day, and two hours in which one is made.
    query: "tributary:backup_age_seconds{%} > 26 * 3600",
    for: "5m",
    summary: "The last backup of {{ $labels.name }} is {{ $value | humanizeDuration }} old",
    description: "What has changed since then is lost if the cluster is lost now.",
    explains: ["ScheduledJobFailing"],
  },
];
