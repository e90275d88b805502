/** What sources tell of everything around a cluster, by signal; and those of the cluster. */
import { disk, type Fixtures, kafkaFixtures } from "./fixtures-kafka.ts";
import { beside, counter, type Fixture, gauge, raw, stack, together } from "./series.ts";

const up = (job: string): Fixture => gauge("up", { job, instance: "x" });
const info = (metric: string, labels: Record<string, string>, kind: string): Fixture =>
  gauge(`strimzi_${metric}_resource_info`, { name: "n", ...labels }, { labels: { kind, name: "n" } });
const pods = (metric: string): Fixture =>
  gauge(metric, { deployment: "ingest" }, { labels: { kind: "Deployment", name: "ingest" } });

export const fixtures: Fixtures = {
  ...kafkaFixtures,
  servicesUp: {
    "schema-registry": up("registry"),
    connect: up("connect"),
    "mirror-maker": up("mirror-maker"),
    "cruise-control": up("cruise-control"),
    "strimzi-operator": up("user-operator"),
    keda: up("keda"),
    "kafka-exporter": up("kafka-exporter"),
    "trace-collector": up("traces"),
  },
  certificateSeconds: {
    // promtool's clock begins at 0, and the alert is looked at some minutes later.
    "strimzi-operator": gauge("strimzi_certificate_expiration_timestamp_ms", { type: "cluster-ca" }, { scale: 1000 }),
    application: gauge(
      "tributary_certificate_end_timestamp_seconds",
      { instance: "ingest-0", of: "broker" },
      { labels: { type: "broker" } },
    ),
  },
  reconciliationsFailed: {
    "strimzi-operator": counter("strimzi_reconciliations_failed_total", { kind: "Kafka" }, { scale: 1 / 900 }),
  },
  anomalies: {
    "cruise-control": counter(
      "kafka_cruisecontrol_anomalydetector_disk_failure_rate_count",
      {},
      {
        scale: 1 / 3600,
        labels: { kind: "disk_failure" },
      },
    ),
  },
  failedConnectors: {
    connect: gauge("kafka_connect_connector_metrics_status_info", { connector: "c", status: "failed" }),
    "mirror-maker": gauge("kafka_connect_connector_metrics_status_info", { connector: "c", status: "failed" }),
  },
  failedTasks: {
    connect: gauge("kafka_connect_connect_worker_metrics_connector_failed_task_count", { connector: "c" }),
    "mirror-maker": gauge("kafka_connect_connect_worker_metrics_connector_failed_task_count", { connector: "c" }),
  },
  mirrorLatency: {
    "mirror-maker": gauge(
      "kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_max",
      { topic: "t", partition: "0" },
      { scale: 1000 },
    ),
  },
  scalerErrors: {
    keda: counter(
      "keda_scaler_detail_errors_total",
      { scaledObject: "processor" },
      {
        scale: 1 / 600,
        labels: { name: "processor" },
      },
    ),
  },
  spansLost: {
    "trace-collector": counter(
      "otelcol_exporter_send_failed_spans",
      { exporter: "otlp_http" },
      { scale: 1 / 600, labels: { reason: "not_taken" } },
    ),
  },
  podsWanted: { kubernetes: pods("kube_deployment_spec_replicas") },
  podsReady: { kubernetes: pods("kube_deployment_status_replicas_ready") },
  podsNotReady: {
    kubernetes: beside(
      gauge("kube_pod_status_ready", { pod: "p", condition: "false" }),
      raw("kube_pod_status_phase", { pod: "p", phase: "Running" }, "1x300"),
      // Has done its work.
      raw("kube_pod_status_ready", { pod: "done", condition: "false" }, "1x300"),
      raw("kube_pod_status_phase", { pod: "done", phase: "Succeeded" }, "1x300"),
      raw("kube_pod_status_phase", { pod: "done", phase: "Running" }, "0x300"),
    ),
  },
  restarts: {
    kubernetes: counter("kube_pod_container_status_restarts_total", { pod: "p", container: "c" }, { scale: 1 / 900 }),
  },
  volumeUsed: {
    kubernetes: beside(
      {
        ...disk("kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes", {
          persistentvolumeclaim: "logstash-data-logging-ls-0",
        }),
        labels: { volume: "logstash-data-logging-ls-0" },
      },
      // A broker's, of which others tell.
      raw("kubelet_volume_stats_available_bytes", { persistentvolumeclaim: "data-0-kafka-1" }, "1x300"),
      raw("kubelet_volume_stats_capacity_bytes", { persistentvolumeclaim: "data-0-kafka-1" }, "100x300"),
    ),
  },
  nodeTrouble: {
    kubernetes: beside(
      gauge("kube_node_status_condition", { node: stack, condition: "DiskPressure", status: "true" }),
      raw("kube_pod_info", { pod: "p", node: stack }, "1x300"),
      raw("kube_node_status_condition", { node: stack, condition: "Ready", status: "true" }, "1x300"),
      // Nothing of the platform runs there.
      raw("kube_node_status_condition", { node: "another", condition: "Ready", status: "false" }, "1x300"),
    ),
  },
  scheduledWithoutSuccess: {
    kubernetes: beside(
      gauge("kube_cronjob_status_last_schedule_time", { cronjob: "c" }, { labels: { name: "c" } }),
      raw("kube_cronjob_status_last_successful_time", { cronjob: "c" }, "0x300"),
      raw("kube_cronjob_created", { cronjob: "c" }, "-90000x300"),
    ),
  },
  backupAge: {
    // promtool's clock begins at 0, as above.
    kubernetes: beside(
      gauge(
        "kube_cronjob_status_last_successful_time",
        { cronjob: "nightly-backup" },
        { scale: -1, labels: { name: "nightly-backup" } },
      ),
      raw("kube_cronjob_created", { cronjob: "nightly-backup" }, "-900000x300"),
      // Has its first run before it.
      raw("kube_cronjob_created", { cronjob: "weekly-backup" }, "0x300"),
      // Is none.
      raw("kube_cronjob_status_last_successful_time", { cronjob: "smoke" }, "-900000x300"),
    ),
  },
  resourcesNotReady: {
    kubernetes: beside(
      info("kafka_topic", { ready: "False" }, "KafkaTopic"),
      raw("strimzi_kafka_resource_info", { name: "n", ready: "True" }, "1x300"),
      raw("strimzi_kafka_rebalance_resource_info", { name: "n", template: "true" }, "1x300"),
    ),
  },
  resourceWarnings: { kubernetes: info("kafka_node_pool", { warnings: "Warning" }, "KafkaNodePool") },
  resourcesDeprecated: { kubernetes: info("kafka", { deprecated: "Warning" }, "Kafka") },
  rebalancesWaiting: {
    kubernetes: {
      ...info("kafka_rebalance", { ready: "True", proposal_ready: "True" }, ""),
      labels: { name: "n" },
    },
  },
  rebalancesRunning: {
    kubernetes: { ...info("kafka_rebalance", { ready: "True", rebalancing: "True" }, ""), labels: { name: "n" } },
  },
  processUp: { application: gauge("up", { job: "processor", instance: "processor-0" }) },
  notReady: {
    application: counter("tributary_not_ready_seconds_total", { job: "processor", instance: "processor-0" }),
  },
  eventsIn: {
    application: { ...counter("tributary_ingest_accepted_total", { instance: "ingest-0" }), labels: {} },
  },
  eventsRead: {
    application: { ...counter("tributary_events_read_total", { instance: "processor-0" }), labels: {} },
  },
  deadLetterShare: { application: { ...deadLetters(), labels: {} } },
  // All events in one bucket, so that the quantile lies below its bound.
  eventSeconds: { application: latency("tributary_event_latency_seconds") },
  appendSeconds: { application: latency("tributary_append_latency_seconds") },
};

/** Of a share of bad requests, over any window: a hundred requests a second. */
export const ingestErrors: Fixture = beside(
  together(counter("tributary_ingest_requests_total", { status: "503" }, { scale: 100 })),
  raw("tributary_ingest_requests_total", { status: "202" }, "0+6000x300"),
);

/** Of a share of late events. */
export const lateEvents: Fixture = {
  series: (course) => {
    const good =
      typeof course === "number" ? 1 - course : course.map(([late, minutes]) => [1 - late, minutes] as const);
    return [
      ...counter("tributary_event_latency_seconds_bucket", { le: "10" }, { scale: 100 }).series(good),
      raw("tributary_event_latency_seconds_count", {}, "0+6000x300"),
    ];
  },
};

export function deadLetters(): Fixture {
  return beside(
    together(
      counter("tributary_events_dead_lettered_total", { reason: "not_json" }, { scale: 40 }),
      counter("tributary_events_dead_lettered_total", { reason: "missing" }, { scale: 60 }),
    ),
    raw("tributary_events_read_total", {}, "0+6000x300"),
  );
}

/** Of seconds: buckets whose last before infinity is twice as much. */
function latency(name: string): Fixture {
  return {
    labels: {},
    series: (course) => {
      const seconds = typeof course === "number" ? course : course[0]![0];
      return [String(seconds), String(seconds * 2), "+Inf"].map((le, index) =>
        raw(`${name}_bucket`, { le }, index === 0 ? "0x300" : "0+6000x300"),
      );
    },
  };
}
