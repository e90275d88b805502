/** What Kubernetes knows of a platform's pods, by kube-state-metrics. */
import type { Query, Signal } from "../signal.ts";

/** A number of pods for each Deployment and StatefulSet, under labels that both have. */
const pods = (deployments: string, statefulSets: string): Query =>
  [
    ["Deployment", "deployment", deployments],
    ["StatefulSet", "statefulset", statefulSets],
  ]
    .map(
      ([kind, label, metric]) =>
        `label_replace(label_replace(sum by (stack, ${label}) (${metric}{@}), "name", "$1", "${label}", "(.+)"), "kind", "${kind}", "", "")`,
    )
    .map((query) => `sum by (stack, kind, name) (${query})`)
    .join(" or ");

/** Of a CronJob, under its name. */
const ofCronJob = (query: Query): Query =>
  `max by (stack, name) (label_replace(${query}, "name", "$1", "cronjob", "(.+)"))`;

export const kubernetesSignals = {
  podsWanted: {
    name: "tributary:kubernetes_pods_wanted",
    help: "Pods that a Deployment or StatefulSet shall have",
    unit: "count",
    labels: ["kind", "name"],
    from: { kubernetes: pods("kube_deployment_spec_replicas", "kube_statefulset_replicas") },
  },
  podsReady: {
    name: "tributary:kubernetes_pods_ready",
    help: "Pods of a Deployment or StatefulSet that are ready",
    unit: "count",
    labels: ["kind", "name"],
    from: { kubernetes: pods("kube_deployment_status_replicas_ready", "kube_statefulset_status_replicas_ready") },
  },
  podsNotReady: {
    name: "tributary:kubernetes_pod_not_ready",
    help: "1 for a pod that runs, or should, and is not ready",
    unit: "count",
    labels: ["pod"],
    from: {
      // Pods that have done their work are not ready, either.
      kubernetes:
        'max by (stack, pod) (kube_pod_status_ready{@,condition=~"false|unknown"}) * on (stack, pod) sum by (stack, pod) (kube_pod_status_phase{@,phase=~"Pending|Running|Unknown"})',
    },
  },
  restarts: {
    name: "tributary:kubernetes_restarts",
    help: "Times in the last 15 minutes that a container ended and was started again",
    unit: "count",
    labels: ["pod", "container"],
    from: { kubernetes: "sum by (stack, pod, container) (increase(kube_pod_container_status_restarts_total{@}[15m]))" },
  },
  volumeUsed: {
    name: "tributary:volume_used",
    help: "Share of a volume of pods that is full; brokers' are another signal's",
    unit: "ratio",
    labels: ["volume"],
    from: {
      kubernetes:
        '1 - min by (volume) (label_replace(kubelet_volume_stats_available_bytes{@,persistentvolumeclaim!~"data.*"} / kubelet_volume_stats_capacity_bytes{@,persistentvolumeclaim!~"data.*"}, "volume", "$1", "persistentvolumeclaim", "(.+)"))',
    },
  },
  nodeTrouble: {
    name: "tributary:kubernetes_node_trouble",
    help: "1 for a node with pods of the platform that is not ready, or short of memory, disk or process ids",
    unit: "count",
    labels: ["node", "condition"],
    from: {
      kubernetes:
        'max by (stack, node, condition) (((kube_node_status_condition{*,condition="Ready",status=~"false|unknown"} or kube_node_status_condition{*,condition=~".*Pressure|NetworkUnavailable",status="true"}) == 1) and on (node) kube_pod_info{@,node!=""})',
    },
  },
  scheduledWithoutSuccess: {
    name: "tributary:scheduled_job_seconds_without_success",
    help: "Seconds from the last success of a CronJob, or from when it was made, to when it last began; below zero: its last run succeeded",
    unit: "seconds",
    labels: ["name"],
    from: {
      kubernetes: ofCronJob(
        "kube_cronjob_status_last_schedule_time{@} - (kube_cronjob_status_last_successful_time{@} or kube_cronjob_created{@})",
      ),
    },
  },
  backupAge: {
    name: "tributary:backup_age_seconds",
    help: "Seconds since a CronJob with backup in its name last succeeded, or since it was made",
    unit: "seconds",
    labels: ["name"],
    from: {
      kubernetes: ofCronJob(
        'time() - (kube_cronjob_status_last_successful_time{@,cronjob=~".*backup.*"} or kube_cronjob_created{@,cronjob=~".*backup.*"})',
      ),
    },
  },
} as const satisfies Record<string, Signal>;
