/** What stands around a cluster: operators, Connect, MirrorMaker, Cruise Control, the registry, the scaler. */
import type { Signal } from "../signal.ts";

export const aroundSignals = {
  certificateSeconds: {
    name: "tributary:certificate_seconds_left",
    help: "Seconds until a certificate of the cluster ends",
    unit: "seconds",
    labels: ["type"],
    from: {
      "strimzi-operator": "min by (stack, type) (strimzi_certificate_expiration_timestamp_ms{%}) / 1000 - time()",
    },
  },
  reconciliationsFailed: {
    name: "tributary:strimzi_failed_reconciliations",
    help: "Times in the last 15 minutes that an operator could not make something as it shall be",
    unit: "count",
    labels: ["kind"],
    from: { "strimzi-operator": "sum by (stack, kind) (increase(strimzi_reconciliations_failed_total{%}[15m]))" },
  },
  failedConnectors: {
    name: "tributary:connect_failed_connectors",
    help: "Connectors that have failed and move nothing",
    unit: "count",
    labels: [],
    from: { connect: 'sum by (stack) (kafka_connect_connector_status{%,status="failed"})' },
  },
  failedTasks: {
    name: "tributary:connect_failed_tasks",
    help: "Tasks of connectors that have failed and move nothing",
    unit: "count",
    labels: [],
    from: { connect: "sum by (stack) (kafka_connect_connect_worker_metrics_connector_failed_task_count{%})" },
  },
  mirrorLatency: {
    name: "tributary:mirror_latency_seconds",
    help: "Seconds from a record's own time until the standby cluster has it, the worst of a topic",
    unit: "seconds",
    labels: ["topic"],
    from: {
      "mirror-maker":
        "max by (stack, topic) (kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_max{%}) / 1000",
    },
  },
} as const satisfies Record<string, Signal>;
