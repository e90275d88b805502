/** What stands around a cluster: certificates, operators, Connect, MirrorMaker, Cruise Control, the registry, the scaler. */
import type { Query, Signal, Source } from "../signal.ts";

/** Jobs of each source that is a service with a page of its own. */
const services = {
  "schema-registry": ["registry"],
  connect: ["connect"],
  "mirror-maker": ["mirror-maker"],
  "cruise-control": ["cruise-control"],
  "strimzi-operator": ["strimzi-operator", "topic-operator", "user-operator"],
  keda: ["keda"],
  "kafka-exporter": ["kafka-exporter"],
  "trace-collector": ["traces"],
} as const satisfies Partial<Record<Source, readonly string[]>>;

const up = Object.fromEntries(
  Object.entries(services).map(([source, jobs]) => [
    source,
    `max by (stack, job, instance) (up{%,job=~"${jobs.join("|")}"})`,
  ]),
) as Record<keyof typeof services, Query>;

/**
 * An operator without any pod has no page that could fail to answer, and stands in a namespace where nobody counts its pods for the stack:
 * one that was seen in the last day and is not now is down, too.
 */
const upOrGone = (source: "strimzi-operator" | "keda"): Query =>
  `${up[source]} or 0 * max by (stack, job) (max_over_time(up{%,job="${source}"}[1d])) unless on (stack, job) up{%,job="${source}"}`;

/** What Cruise Control finds, as its meters are called. */
const anomalies = ["broker_failure", "disk_failure", "goal_violation", "metric_anomaly", "topic_anomaly"];

/** Spans that go no further: not taken, with no room to wait, or given up after all attempts. */
export const spansLost = {
  refused: "otelcol_receiver_refused_spans",
  queue_full: "otelcol_exporter_enqueue_failed_spans",
  not_taken: "otelcol_exporter_send_failed_spans",
} as const;

export const aroundSignals = {
  servicesUp: {
    name: "tributary:service_up",
    help: "1 for a service beside the cluster whose page answers, 0 for one whose page does not, or for an operator that has gone",
    unit: "count",
    labels: ["job", "instance"],
    together: true,
    from: { ...up, "strimzi-operator": upOrGone("strimzi-operator"), keda: upOrGone("keda") },
  },
  certificateSeconds: {
    name: "tributary:certificate_seconds_left",
    help: "Seconds until a certificate of the cluster ends: an authority's (cluster-ca, client-ca, authority), a broker's, or the application's own",
    unit: "seconds",
    labels: ["type"],
    together: true,
    from: {
      "strimzi-operator": "min by (stack, type) (strimzi_certificate_expiration_timestamp_ms{%}) / 1000 - time()",
      application:
        'min by (stack, type) (label_replace(tributary_certificate_end_timestamp_seconds{%}, "type", "$1", "of", "(.+)")) - time()',
    },
  },
  reconciliationsFailed: {
    name: "tributary:strimzi_failed_reconciliations",
    help: "Times in the last 15 minutes that an operator could not make something as it shall be",
    unit: "count",
    labels: ["kind"],
    from: { "strimzi-operator": "sum by (stack, kind) (increase(strimzi_reconciliations_failed_total{%}[15m]))" },
  },
  anomalies: {
    name: "tributary:cruise_control_anomalies",
    help: "What Cruise Control found to be wrong in the last hour, by kind",
    unit: "count",
    labels: ["kind"],
    from: {
      "cruise-control": anomalies
        .map(
          (kind) =>
            `label_replace(sum by (stack) (increase(kafka_cruisecontrol_anomalydetector_${kind}_rate_count{%}[1h])), "kind", "${kind}", "", "")`,
        )
        .join(" or "),
    },
  },
  failedConnectors: {
    name: "tributary:connect_failed_connectors",
    help: "Connectors that have failed and move nothing",
    unit: "count",
    labels: ["connector"],
    from: {
      connect: 'sum by (stack, connector) (kafka_connect_connector_metrics_status_info{%,status="failed"})',
      "mirror-maker": 'sum by (stack, connector) (kafka_connect_connector_metrics_status_info{%,status="failed"})',
    },
  },
  failedTasks: {
    name: "tributary:connect_failed_tasks",
    help: "Tasks of connectors that have failed and move nothing",
    unit: "count",
    labels: ["connector"],
    from: {
      connect: "sum by (stack, connector) (kafka_connect_connect_worker_metrics_connector_failed_task_count{%})",
      "mirror-maker": "sum by (stack, connector) (kafka_connect_connect_worker_metrics_connector_failed_task_count{%})",
    },
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
  scalerErrors: {
    name: "tributary:scaler_errors",
    help: "Times in the last 10 minutes that KEDA could not learn what it scales by",
    unit: "count",
    labels: ["name"],
    from: {
      keda: 'sum by (stack, name) (label_replace(increase(keda_scaler_detail_errors_total{%}[10m]), "name", "$1", "scaledObject", "(.+)"))',
    },
  },
  spansLost: {
    name: "tributary:trace_spans_lost",
    help: "Spans in the last 10 minutes that the collector of traces could not take or hand on",
    unit: "count",
    labels: ["reason"],
    from: {
      "trace-collector": Object.entries(spansLost)
        .map(
          ([reason, metric]) =>
            `label_replace(sum by (stack) (increase(${metric}{%}[10m])), "reason", "${reason}", "", "")`,
        )
        .join(" or "),
    },
  },
} as const satisfies Record<string, Signal>;
