/** How a cluster is: its brokers, partitions and controllers. */
import type { Signal } from "../signal.ts";

/**
 * Strimzi's reporter writes a name in small letters, a meter as a counter. The JMX exporter keeps Kafka's letters, and has the attribute
 * behind them. CloudWatch's are those of AWS/Kafka as yet-another-cloudwatch-exporter spells them, a broker by its number.
 */
export const kafkaSignals = {
  brokerUp: {
    name: "tributary:kafka_broker_up",
    help: "1 for a broker whose page answers, 0 for one whose page does not",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter": 'max by (stack, instance) (up{%,job="kafka"})',
      "jmx-exporter": 'max by (stack, instance) (up{%,job="kafka"})',
    },
  },
  activeControllers: {
    name: "tributary:kafka_active_controllers",
    help: "Controllers that say they are the active one; one cluster has one",
    unit: "count",
    labels: [],
    from: {
      "strimzi-reporter": "sum by (stack) (kafka_controller_kafkacontroller_activecontrollercount{%})",
      "jmx-exporter": 'sum by (stack) (kafka_controller_KafkaController_Value{%,name="ActiveControllerCount"})',
      // Of the whole cluster: the average is over all brokers, so only the most says something. Two at once are not seen.
      cloudwatch: "max by (stack) (aws_kafka_active_controller_count_maximum{%})",
    },
  },
  fencedBrokers: {
    name: "tributary:kafka_fenced_brokers",
    help: "Brokers that the controller knows and does not hear of",
    unit: "brokers",
    labels: [],
    from: {
      "strimzi-reporter": "max by (stack) (kafka_controller_kafkacontroller_fencedbrokercount{%})",
      "jmx-exporter": 'max by (stack) (kafka_controller_KafkaController_Value{%,name="FencedBrokerCount"})',
    },
  },
  offlinePartitions: {
    name: "tributary:kafka_offline_partitions",
    help: "Partitions without a leader: nobody reads or writes them",
    unit: "partitions",
    labels: [],
    from: {
      "strimzi-reporter": "max by (stack) (kafka_controller_kafkacontroller_offlinepartitionscount{%})",
      "jmx-exporter": 'max by (stack) (kafka_controller_KafkaController_Value{%,name="OfflinePartitionsCount"})',
      cloudwatch: "max by (stack) (aws_kafka_offline_partitions_count_maximum{%})",
    },
  },
  underReplicated: {
    name: "tributary:kafka_under_replicated_partitions",
    help: "Partitions that a broker leads and of which a copy lags behind",
    unit: "partitions",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_server_replicamanager_underreplicatedpartitions{%})",
      "jmx-exporter":
        'max by (stack, instance) (kafka_server_ReplicaManager_Value{%,name="UnderReplicatedPartitions"})',
      cloudwatch: "max by (stack, instance) (aws_kafka_under_replicated_partitions_maximum{%})",
      "kafka-exporter": "sum by (stack) (kafka_topic_partition_under_replicated_partition{%})",
    },
  },
  underMinIsr: {
    name: "tributary:kafka_under_min_isr_partitions",
    help: "Partitions that a broker leads and that take no write with acks=all: too few copies are in sync",
    unit: "partitions",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_server_replicamanager_underminisrpartitioncount{%})",
      "jmx-exporter":
        'max by (stack, instance) (kafka_server_ReplicaManager_Value{%,name="UnderMinIsrPartitionCount"})',
      cloudwatch: "max by (stack, instance) (aws_kafka_under_min_isr_partition_count_maximum{%})",
    },
  },
  atMinIsr: {
    name: "tributary:kafka_at_min_isr_partitions",
    help: "Partitions that a broker leads and that take no write once one more copy lags",
    unit: "partitions",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_server_replicamanager_atminisrpartitioncount{%})",
      "jmx-exporter": 'max by (stack, instance) (kafka_server_ReplicaManager_Value{%,name="AtMinIsrPartitionCount"})',
    },
  },
  uncleanElections: {
    name: "tributary:kafka_unclean_elections",
    help: "Leaders that were elected in the last 15 minutes although they lacked records: those are lost",
    unit: "count",
    labels: [],
    from: {
      "strimzi-reporter":
        "sum by (stack) (increase(kafka_controller_controllerstats_uncleanleaderelectionspersec_total{%}[15m]))",
      "jmx-exporter":
        'sum by (stack) (increase(kafka_controller_ControllerStats_Count{%,name="UncleanLeaderElectionsPerSec"}[15m]))',
    },
  },
  isrShrinks: {
    name: "tributary:kafka_isr_shrinks",
    help: "Copies that fell out of sync in the last 5 minutes",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        "sum by (stack, instance) (increase(kafka_server_replicamanager_isrshrinkspersec_total{%}[5m]))",
      "jmx-exporter":
        'sum by (stack, instance) (increase(kafka_server_ReplicaManager_Count{%,name="IsrShrinksPerSec"}[5m]))',
    },
  },
  offlineLogFolders: {
    name: "tributary:kafka_offline_log_folders",
    help: "Log folders of a broker that failed: the disk is broken, full or gone",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_log_logmanager_offlinelogdirectorycount{%})",
      "jmx-exporter": 'max by (stack, instance) (kafka_log_LogManager_Value{%,name="OfflineLogDirectoryCount"})',
    },
  },
  partitions: {
    name: "tributary:kafka_partitions",
    help: "Copies of partitions that a broker holds",
    unit: "partitions",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_server_replicamanager_partitioncount{%})",
      "jmx-exporter": 'max by (stack, instance) (kafka_server_ReplicaManager_Value{%,name="PartitionCount"})',
      cloudwatch: "max by (stack, instance) (aws_kafka_partition_count_average{%})",
      "confluent-api": "max by (stack) (confluent_kafka_server_partition_count{%})",
    },
  },
  leaders: {
    name: "tributary:kafka_leaders",
    help: "Partitions that a broker leads",
    unit: "partitions",
    labels: ["instance"],
    from: {
      "strimzi-reporter": "max by (stack, instance) (kafka_server_replicamanager_leadercount{%})",
      "jmx-exporter": 'max by (stack, instance) (kafka_server_ReplicaManager_Value{%,name="LeaderCount"})',
      cloudwatch: "max by (stack, instance) (aws_kafka_leader_count_average{%})",
    },
  },
  logBytes: {
    name: "tributary:kafka_log_bytes",
    help: "Bytes that a topic takes, all copies together",
    unit: "bytes",
    labels: ["topic"],
    from: {
      "strimzi-reporter": "sum by (stack, topic) (kafka_log_log_size{%})",
      "jmx-exporter": 'sum by (stack, topic) (kafka_log_Log_Value{%,name="Size"})',
      "confluent-api": "sum by (stack, topic) (confluent_kafka_server_retained_bytes{%})",
    },
  },
  metadataErrors: {
    name: "tributary:kafka_metadata_errors",
    help: "Changes of the cluster's metadata that a broker could not take over since it started",
    unit: "count",
    labels: ["instance"],
    from: {
      "strimzi-reporter":
        "sum by (stack, instance) (kafka_server_broker_metadata_metrics_metadata_load_error_count{%}) + sum by (stack, instance) (kafka_server_broker_metadata_metrics_metadata_apply_error_count{%})",
      "jmx-exporter":
        "sum by (stack, instance) (kafka_server_broker_metadata_metrics_metadata_load_error_count{%}) + sum by (stack, instance) (kafka_server_broker_metadata_metrics_metadata_apply_error_count{%})",
    },
  },
} as const satisfies Record<string, Signal>;
