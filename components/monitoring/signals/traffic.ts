/** What goes through a cluster: records, bytes, requests, connections; and what is refused. */
import type { Signal } from "../signal.ts";

export const trafficSignals = {
  recordsIn: {
    name: "tributary:kafka_records_in",
    help: "Records written to a topic",
    unit: "records/s",
    labels: ["topic"],
    from: {
      "strimzi-reporter":
        'sum by (stack, topic) (rate(kafka_server_brokertopicmetrics_messagesinpersec_total{%,topic!=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, topic) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="MessagesInPerSec",topic!=""}[5m]))',
      // A value a minute: how many there were in it.
      "confluent-api": "sum by (stack, topic) (confluent_kafka_server_received_records{%}) / 60",
      cloudwatch: 'sum by (stack, topic) (aws_kafka_messages_in_per_sec_average{%,topic!=""})',
      "cloudwatch-serverless": "sum by (stack, topic) (aws_kafka_messages_in_per_sec_sum{%})",
    },
  },
  bytesIn: {
    name: "tributary:kafka_bytes_in",
    help: "Bytes written to a topic by clients",
    unit: "bytes/s",
    labels: ["topic"],
    from: {
      "strimzi-reporter":
        'sum by (stack, topic) (rate(kafka_server_brokertopicmetrics_bytesinpersec_total{%,topic!=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, topic) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="BytesInPerSec",topic!=""}[5m]))',
      "confluent-api": "sum by (stack, topic) (confluent_kafka_server_received_bytes{%}) / 60",
      cloudwatch: 'sum by (stack, topic) (aws_kafka_bytes_in_per_sec_average{%,topic!=""})',
      "cloudwatch-serverless": "sum by (stack, topic) (aws_kafka_bytes_in_per_sec_sum{%})",
    },
  },
  bytesOut: {
    name: "tributary:kafka_bytes_out",
    help: "Bytes read from a topic by clients",
    unit: "bytes/s",
    labels: ["topic"],
    from: {
      "strimzi-reporter":
        'sum by (stack, topic) (rate(kafka_server_brokertopicmetrics_bytesoutpersec_total{%,topic!=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, topic) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="BytesOutPerSec",topic!=""}[5m]))',
      "confluent-api": "sum by (stack, topic) (confluent_kafka_server_sent_bytes{%}) / 60",
      cloudwatch: 'sum by (stack, topic) (aws_kafka_bytes_out_per_sec_average{%,topic!=""})',
      "cloudwatch-serverless": "sum by (stack, topic) (aws_kafka_bytes_out_per_sec_sum{%})",
    },
  },
  brokerBytesIn: {
    name: "tributary:kafka_broker_bytes_in",
    help: "Bytes that clients write to a broker",
    unit: "bytes/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        'sum by (stack, instance) (rate(kafka_server_brokertopicmetrics_bytesinpersec_total{%,topic=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, instance) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="BytesInPerSec",topic=""}[5m]))',
      cloudwatch: 'sum by (stack, instance) (aws_kafka_bytes_in_per_sec_average{%,topic=""})',
    },
  },
  brokerBytesOut: {
    name: "tributary:kafka_broker_bytes_out",
    help: "Bytes that clients read from a broker",
    unit: "bytes/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        'sum by (stack, instance) (rate(kafka_server_brokertopicmetrics_bytesoutpersec_total{%,topic=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, instance) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="BytesOutPerSec",topic=""}[5m]))',
      cloudwatch: 'sum by (stack, instance) (aws_kafka_bytes_out_per_sec_average{%,topic=""})',
    },
  },
  copiedBytes: {
    name: "tributary:kafka_broker_copied_bytes",
    help: "Bytes that a broker reads from others to keep its copies; between zones they cost money",
    unit: "bytes/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        "sum by (stack, instance) (rate(kafka_server_brokertopicmetrics_replicationbytesinpersec_total{%}[5m]))",
      "jmx-exporter":
        'sum by (stack, instance) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="ReplicationBytesInPerSec"}[5m]))',
      cloudwatch: "sum by (stack, instance) (aws_kafka_replication_bytes_in_per_sec_average{%})",
    },
  },
  requests: {
    name: "tributary:kafka_requests",
    help: "Requests of a kind that a broker answers",
    unit: "requests/s",
    labels: ["instance", "request"],
    from: {
      "strimzi-reporter":
        "sum by (stack, instance, request) (rate(kafka_network_requestmetrics_requestspersec_total{%}[5m]))",
      "jmx-exporter":
        'sum by (stack, instance, request) (rate(kafka_network_RequestMetrics_Count{%,name="RequestsPerSec"}[5m]))',
      "confluent-api":
        'sum by (stack, request) (label_replace(confluent_kafka_server_request_count{%}, "request", "$1", "type", "(.+)")) / 60',
    },
  },
  requestSeconds: {
    name: "tributary:kafka_request_seconds_p99",
    help: "Of a hundred requests of a kind to a broker the slowest but one took so long, over its last minutes",
    unit: "seconds",
    labels: ["instance", "request"],
    from: {
      "strimzi-reporter":
        'max by (stack, instance, request) (kafka_network_requestmetrics_totaltimems{%,quantile="0.99"}) / 1000',
      "jmx-exporter":
        'max by (stack, instance, request) (kafka_network_RequestMetrics_99thPercentile{%,name="TotalTimeMs"}) / 1000',
    },
  },
  handlersIdle: {
    name: "tributary:kafka_request_handlers_idle",
    help: "Share of time in which a broker's request handlers have nothing to do",
    unit: "ratio",
    labels: ["instance"],
    from: {
      // The meter counts nanoseconds.
      "strimzi-reporter":
        "avg by (stack, instance) (rate(kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total{%}[5m])) / 1e9",
      "jmx-exporter":
        'avg by (stack, instance) (kafka_server_KafkaRequestHandlerPool_OneMinuteRate{%,name="RequestHandlerAvgIdlePercent"})',
      cloudwatch: "avg by (stack, instance) (aws_kafka_request_handler_avg_idle_percent_average{%})",
      // What is left of the cluster's load.
      "confluent-api": "1 - max by (stack) (confluent_kafka_server_cluster_load_percent{%})",
    },
  },
  networkIdle: {
    name: "tributary:kafka_network_threads_idle",
    help: "Share of time in which a broker's network threads have nothing to do",
    unit: "ratio",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "avg by (stack, instance) (kafka_network_socketserver_networkprocessoravgidlepercent{%})",
      "jmx-exporter":
        'avg by (stack, instance) (kafka_network_SocketServer_Value{%,name="NetworkProcessorAvgIdlePercent"})',
      cloudwatch: "avg by (stack, instance) (aws_kafka_network_processor_avg_idle_percent_average{%})",
    },
  },
  failedProduce: {
    name: "tributary:kafka_failed_produce_requests",
    help: "Requests to write that a broker refused",
    unit: "requests/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        'sum by (stack, instance) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{%,topic=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, instance) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="FailedProduceRequestsPerSec",topic=""}[5m]))',
    },
  },
  failedFetch: {
    name: "tributary:kafka_failed_fetch_requests",
    help: "Requests to read that a broker refused",
    unit: "requests/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        'sum by (stack, instance) (rate(kafka_server_brokertopicmetrics_failedfetchrequestspersec_total{%,topic=""}[5m]))',
      "jmx-exporter":
        'sum by (stack, instance) (rate(kafka_server_BrokerTopicMetrics_Count{%,name="FailedFetchRequestsPerSec",topic=""}[5m]))',
    },
  },
  connections: {
    name: "tributary:kafka_connections",
    help: "Connections that a broker holds",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "sum by (stack, instance) (kafka_server_socket_server_metrics_connection_count{%})",
      "jmx-exporter": "sum by (stack, instance) (kafka_server_socket_server_metrics_connection_count{%})",
      cloudwatch: "sum by (stack, instance) (aws_kafka_connection_count_average{%})",
      "confluent-api": "sum by (stack) (confluent_kafka_server_active_connection_count{%})",
    },
  },
  failedLogins: {
    name: "tributary:kafka_failed_logins",
    help: "Connections a second whose login a broker refused",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "sum by (stack, instance) (kafka_server_socket_server_metrics_failed_authentication_rate{%})",
      "jmx-exporter": "sum by (stack, instance) (kafka_server_socket_server_metrics_failed_authentication_rate{%})",
    },
  },
  denied: {
    name: "tributary:kafka_denied_requests",
    help: "Requests a second that a principal had no right to",
    unit: "requests/s",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        "sum by (stack, instance) (kafka_server_plugins_authorization_denied_rate_per_minute{%}) / 60",
      "jmx-exporter": "sum by (stack, instance) (kafka_server_plugins_authorization_denied_rate_per_minute{%}) / 60",
    },
  },
} as const satisfies Record<string, Signal>;
