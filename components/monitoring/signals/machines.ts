/** What programs and their machines use: processors, memory, disks. */
import type { Signal } from "../signal.ts";

export const machineSignals = {
  heapUsed: {
    name: "tributary:jvm_heap_used",
    help: "Share of a Java program's heap that is in use",
    unit: "ratio",
    labels: ["job", "instance"],
    together: true,
    from: {
      "strimzi-reporter":
        'max by (stack, job, instance) (jvm_memory_used_bytes{%,job="kafka",area="heap"} / (jvm_memory_max_bytes{%,job="kafka",area="heap"} > 0))',
      "jmx-exporter":
        'max by (stack, job, instance) (jvm_memory_used_bytes{%,job="kafka",area="heap"} / (jvm_memory_max_bytes{%,job="kafka",area="heap"} > 0)) or max by (stack, job, instance) (jvm_memory_bytes_used{%,job="kafka",area="heap"} / (jvm_memory_bytes_max{%,job="kafka",area="heap"} > 0))',
      "schema-registry":
        'sum by (stack, job, instance) (jvm_memory_used_bytes{%,job="registry",area="heap"}) / sum by (stack, job, instance) (jvm_memory_max_bytes{%,job="registry",area="heap"} > 0)',
      cloudwatch: "max by (stack, instance) (aws_kafka_heap_memory_after_gc_maximum{%}) / 100",
    },
  },
  gcShare: {
    name: "tributary:jvm_gc_share",
    help: "Share of time in which a Java program stood still to collect garbage",
    unit: "ratio",
    labels: ["job", "instance"],
    together: true,
    from: {
      "strimzi-reporter": 'sum by (stack, job, instance) (rate(jvm_gc_collection_seconds_sum{%,job="kafka"}[5m]))',
      "jmx-exporter": 'sum by (stack, job, instance) (rate(jvm_gc_collection_seconds_sum{%,job="kafka"}[5m]))',
      // Apicurio's name, and that of the JMX exporter.
      "schema-registry":
        'sum by (stack, job, instance) (rate(jvm_gc_pause_seconds_sum{%,job="registry"}[5m])) or sum by (stack, job, instance) (rate(jvm_gc_collection_seconds_sum{%,job="registry"}[5m]))',
    },
  },
  cores: {
    name: "tributary:process_cores",
    help: "Cores that a program uses",
    unit: "count",
    labels: ["job", "instance"],
    together: true,
    from: {
      "strimzi-reporter": 'sum by (stack, job, instance) (rate(process_cpu_seconds_total{%,job="kafka"}[5m]))',
      "jmx-exporter": 'sum by (stack, job, instance) (rate(process_cpu_seconds_total{%,job="kafka"}[5m]))',
      application:
        'sum by (stack, job, instance) (rate(process_cpu_seconds_total{%,job=~"ingest|processor|generator"}[5m]))',
    },
  },
  processorsBusy: {
    name: "tributary:machine_processors_busy",
    help: "Share of a machine's processors that is in use",
    unit: "ratio",
    labels: ["instance"],
    from: {
      "node-exporter": '1 - avg by (stack, instance) (rate(node_cpu_seconds_total{%,mode="idle"}[5m]))',
      cloudwatch:
        "(max by (stack, instance) (aws_kafka_cpu_user_maximum{%}) + max by (stack, instance) (aws_kafka_cpu_system_maximum{%})) / 100",
    },
  },
  diskUsed: {
    name: "tributary:kafka_disk_used",
    help: "Share of a broker's disk that is full",
    unit: "ratio",
    labels: ["instance"],
    from: {
      "node-exporter":
        '1 - min by (stack, instance) (node_filesystem_avail_bytes{%,mountpoint=~"/kafka.*"} / node_filesystem_size_bytes{%,mountpoint=~"/kafka.*"})',
      // That of the whole cluster is of no broker.
      cloudwatch: 'max by (stack, instance) (aws_kafka_data_logs_disk_used_maximum{%,instance!=""}) / 100',
      // Volumes of pods, whoever's brokers there are: last, as brokers elsewhere have none.
      kubernetes:
        '1 - min by (instance) (label_replace(kubelet_volume_stats_available_bytes{@,persistentvolumeclaim=~"data.*"} / kubelet_volume_stats_capacity_bytes{@,persistentvolumeclaim=~"data.*"}, "instance", "$1", "persistentvolumeclaim", "data-(?:[0-9]+-)?(.+)"))',
    },
  },
  diskBytes: {
    name: "tributary:kafka_disk_bytes",
    help: "Bytes that a broker's disk holds, full or not",
    unit: "bytes",
    labels: ["instance"],
    from: {
      "node-exporter": 'max by (stack, instance) (node_filesystem_size_bytes{%,mountpoint=~"/kafka.*"})',
      // Volumes of pods, whoever's brokers there are: last, as brokers elsewhere have none.
      kubernetes:
        'max by (instance) (label_replace(kubelet_volume_stats_capacity_bytes{@,persistentvolumeclaim=~"data.*"}, "instance", "$1", "persistentvolumeclaim", "data-(?:[0-9]+-)?(.+)"))',
    },
  },
  memoryUsed: {
    name: "tributary:process_memory_bytes",
    help: "Memory that a process of the application holds",
    unit: "bytes",
    labels: ["job", "instance"],
    from: { application: "max by (stack, job, instance) (process_resident_memory_bytes{%})" },
  },
} as const satisfies Record<string, Signal>;
