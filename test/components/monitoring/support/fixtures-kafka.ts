/** What sources tell of a cluster, by signal: samples as they stand on the pages. */
import type { Source } from "../../../../components/monitoring/signal.ts";
import { beside, counter, type Fixture, gauge, raw } from "./series.ts";

export type Fixtures = Record<string, Partial<Record<Source, Fixture>>>;

const of = { instance: "kafka-1" };
/** CloudWatch names a broker by its number. */
const numbered = { instance: "1" };
const in15Minutes = { scale: 1 / 900 };
const in5Minutes = { scale: 1 / 300 };

/** A gauge of Kafka's own under both spellings. */
const both = (reporter: string, bean: string, name: string): Fixtures[string] => ({
  "strimzi-reporter": gauge(reporter, of),
  "jmx-exporter": gauge(`${bean}_Value`, { ...of, name }),
});

export const kafkaFixtures: Fixtures = {
  brokerUp: {
    "strimzi-reporter": gauge("up", { ...of, job: "kafka" }),
    "jmx-exporter": gauge("up", { ...of, job: "kafka" }),
  },
  activeControllers: {
    ...both(
      "kafka_controller_kafkacontroller_activecontrollercount",
      "kafka_controller_KafkaController",
      "ActiveControllerCount",
    ),
    cloudwatch: gauge("aws_kafka_active_controller_count_maximum"),
  },
  fencedBrokers: both(
    "kafka_controller_kafkacontroller_fencedbrokercount",
    "kafka_controller_KafkaController",
    "FencedBrokerCount",
  ),
  offlinePartitions: {
    ...both(
      "kafka_controller_kafkacontroller_offlinepartitionscount",
      "kafka_controller_KafkaController",
      "OfflinePartitionsCount",
    ),
    cloudwatch: gauge("aws_kafka_offline_partitions_count_maximum", numbered),
  },
  underReplicated: {
    ...both(
      "kafka_server_replicamanager_underreplicatedpartitions",
      "kafka_server_ReplicaManager",
      "UnderReplicatedPartitions",
    ),
    cloudwatch: gauge("aws_kafka_under_replicated_partitions_maximum", numbered),
    "kafka-exporter": {
      ...gauge("kafka_topic_partition_under_replicated_partition", { ...of, topic: "t", partition: "0" }),
      labels: {},
    },
  },
  underMinIsr: {
    ...both(
      "kafka_server_replicamanager_underminisrpartitioncount",
      "kafka_server_ReplicaManager",
      "UnderMinIsrPartitionCount",
    ),
    cloudwatch: gauge("aws_kafka_under_min_isr_partition_count_maximum", numbered),
  },
  uncleanElections: {
    "strimzi-reporter": counter("kafka_controller_controllerstats_uncleanleaderelectionspersec_total", of, in15Minutes),
    "jmx-exporter": counter(
      "kafka_controller_ControllerStats_Count",
      { ...of, name: "UncleanLeaderElectionsPerSec" },
      in15Minutes,
    ),
  },
  isrShrinks: {
    "strimzi-reporter": counter("kafka_server_replicamanager_isrshrinkspersec_total", of, in5Minutes),
    "jmx-exporter": counter("kafka_server_ReplicaManager_Count", { ...of, name: "IsrShrinksPerSec" }, in5Minutes),
  },
  offlineLogFolders: both(
    "kafka_log_logmanager_offlinelogdirectorycount",
    "kafka_log_LogManager",
    "OfflineLogDirectoryCount",
  ),
  partitions: {
    ...both("kafka_server_replicamanager_partitioncount", "kafka_server_ReplicaManager", "PartitionCount"),
    cloudwatch: gauge("aws_kafka_partition_count_average", numbered),
    "confluent-api": gauge("confluent_kafka_server_partition_count", { kafka_id: "lkc-1" }),
  },
  metadataErrors: Object.fromEntries(
    (["strimzi-reporter", "jmx-exporter"] as const).map((source) => [
      source,
      beside(
        gauge("kafka_server_broker_metadata_metrics_metadata_apply_error_count", of),
        raw("kafka_server_broker_metadata_metrics_metadata_load_error_count", of, "0x300"),
      ),
    ]),
  ),
  recordsIn: {
    "strimzi-reporter": counter("kafka_server_brokertopicmetrics_messagesinpersec_total", { ...of, topic: "t" }),
    "jmx-exporter": counter("kafka_server_BrokerTopicMetrics_Count", { ...of, name: "MessagesInPerSec", topic: "t" }),
    "confluent-api": gauge("confluent_kafka_server_received_records", { topic: "t" }, { scale: 60 }),
    cloudwatch: gauge("aws_kafka_messages_in_per_sec_average", { ...numbered, topic: "t" }),
    "cloudwatch-serverless": gauge("aws_kafka_messages_in_per_sec_sum", { topic: "t" }),
  },
  requestSeconds: {
    "strimzi-reporter": gauge(
      "kafka_network_requestmetrics_totaltimems",
      { ...of, request: "Produce", quantile: "0.99" },
      { scale: 1000 },
    ),
    "jmx-exporter": gauge(
      "kafka_network_RequestMetrics_99thPercentile",
      { ...of, request: "Produce", name: "TotalTimeMs" },
      { scale: 1000 },
    ),
  },
  handlersIdle: {
    "strimzi-reporter": counter("kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total", of, {
      scale: 1e9,
    }),
    "jmx-exporter": gauge("kafka_server_KafkaRequestHandlerPool_OneMinuteRate", {
      ...of,
      name: "RequestHandlerAvgIdlePercent",
    }),
    cloudwatch: gauge("aws_kafka_request_handler_avg_idle_percent_average", numbered),
    "confluent-api": {
      labels: {},
      series: (course) =>
        gauge("confluent_kafka_server_cluster_load_percent").series(
          typeof course === "number" ? 1 - course : course.map(([value, minutes]) => [1 - value, minutes] as const),
        ),
    },
  },
  networkIdle: {
    ...both(
      "kafka_network_socketserver_networkprocessoravgidlepercent",
      "kafka_network_SocketServer",
      "NetworkProcessorAvgIdlePercent",
    ),
    cloudwatch: gauge("aws_kafka_network_processor_avg_idle_percent_average", numbered),
  },
  failedProduce: {
    "strimzi-reporter": counter("kafka_server_brokertopicmetrics_failedproducerequestspersec_total", of),
    "jmx-exporter": counter("kafka_server_BrokerTopicMetrics_Count", { ...of, name: "FailedProduceRequestsPerSec" }),
  },
  failedFetch: {
    "strimzi-reporter": counter("kafka_server_brokertopicmetrics_failedfetchrequestspersec_total", of),
    "jmx-exporter": counter("kafka_server_BrokerTopicMetrics_Count", { ...of, name: "FailedFetchRequestsPerSec" }),
  },
  failedLogins: {
    "strimzi-reporter": gauge("kafka_server_socket_server_metrics_failed_authentication_rate", of),
    "jmx-exporter": gauge("kafka_server_socket_server_metrics_failed_authentication_rate", of),
  },
  denied: {
    "strimzi-reporter": gauge("kafka_server_plugins_authorization_denied_rate_per_minute", of, { scale: 60 }),
    "jmx-exporter": gauge("kafka_server_plugins_authorization_denied_rate_per_minute", of, { scale: 60 }),
  },
  lag: {
    "kafka-exporter": gauge(
      "kafka_consumergroup_lag",
      { consumergroup: "g", topic: "t", partition: "0" },
      { labels: { group: "g", topic: "t" } },
    ),
    "jmx-exporter": gauge(
      "kafka_consumer_group_ConsumerLagMetrics_Value",
      { name: "SumOffsetLag", groupId: "g", topic: "t" },
      { labels: { group: "g", topic: "t" } },
    ),
    cloudwatch: gauge("aws_kafka_sum_offset_lag_maximum", { group: "g", topic: "t" }),
    "cloudwatch-serverless": gauge("aws_kafka_sum_offset_lag_sum", { group: "g", topic: "t" }),
    "confluent-api": gauge(
      "confluent_kafka_server_consumer_lag_offsets",
      { consumer_group_id: "g", topic: "t", partition: "0" },
      { labels: { group: "g", topic: "t" } },
    ),
    application: gauge(
      "tributary_consumer_lag",
      { instance: "processor-0", topic: "t", partition: "0" },
      { labels: { group: "application", topic: "t" } },
    ),
  },
  lagSeconds: {
    "jmx-exporter": gauge(
      "kafka_consumer_group_ConsumerLagMetrics_Value",
      { name: "EstimatedMaxTimeLag", groupId: "g", topic: "t" },
      { labels: { group: "g", topic: "t" } },
    ),
    cloudwatch: gauge("aws_kafka_estimated_max_time_lag_maximum", { group: "g", topic: "t" }),
    "cloudwatch-serverless": gauge("aws_kafka_max_estimated_time_lag_maximum", { group: "g", topic: "t" }),
  },
  members: {
    "kafka-exporter": gauge("kafka_consumergroup_members", { consumergroup: "g" }, { labels: { group: "g" } }),
  },
  heapUsed: {
    "strimzi-reporter": heap("kafka", "kafka-1"),
    "jmx-exporter": heap("kafka", "kafka-1"),
    "schema-registry": heap("registry", "registry"),
    cloudwatch: gauge("aws_kafka_heap_memory_after_gc_maximum", numbered, { scale: 100 }),
  },
  gcShare: {
    "strimzi-reporter": counter("jvm_gc_collection_seconds_sum", { ...of, job: "kafka" }),
    "jmx-exporter": counter("jvm_gc_collection_seconds_sum", { ...of, job: "kafka" }),
    "schema-registry": counter("jvm_gc_pause_seconds_sum", { instance: "registry", job: "registry" }),
  },
  processorsBusy: {
    "node-exporter": {
      labels: { instance: "kafka-1" },
      series: (course) =>
        counter("node_cpu_seconds_total", { ...of, cpu: "0", mode: "idle" }).series(
          typeof course === "number" ? 1 - course : course.map(([value, minutes]) => [1 - value, minutes] as const),
        ),
    },
    cloudwatch: beside(
      gauge("aws_kafka_cpu_user_maximum", numbered, { scale: 100 }),
      raw("aws_kafka_cpu_system_maximum", numbered, "0x300"),
    ),
  },
  diskUsed: {
    kubernetes: disk("kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes", {
      persistentvolumeclaim: "data-0-kafka-1",
    }),
    "node-exporter": disk("node_filesystem_avail_bytes", "node_filesystem_size_bytes", {
      ...of,
      mountpoint: "/kafka/datalogs",
    }),
    cloudwatch: gauge("aws_kafka_data_logs_disk_used_maximum", numbered, { scale: 100 }),
  },
};

function heap(job: string, instance: string): Fixture {
  const labels = { job, instance, area: "heap" };
  return {
    ...beside(gauge("jvm_memory_used_bytes", labels, { scale: 1000 }), raw("jvm_memory_max_bytes", labels, "1000x300")),
    labels: { job, instance },
  };
}

/** Of a share that is used: what is left. */
export function disk(left: string, whole: string, labels: Record<string, string>): Fixture {
  return {
    labels: { instance: "kafka-1" },
    series: (course) => {
      const free =
        typeof course === "number" ? 1 - course : course.map(([used, minutes]) => [1 - used, minutes] as const);
      return [...gauge(left, labels, { scale: 1000 }).series(free), raw(whole, labels, "1000x300")];
    },
  };
}
