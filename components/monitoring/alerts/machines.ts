/** Disks, processors and memory at their limits. */
import type { Alert } from "./alert.ts";

export const machineAlerts: readonly Alert[] = [
  {
    name: "KafkaDiskFilling",
    severity: "warning",
    owner: "platform",
    signals: ["diskUsed"],
    query: "tributary:kafka_disk_used{%} > 0.85",
    for: "5m",
    summary: "The disk of broker {{ $labels.instance }} is {{ $value | humanizePercentage }} full",
    description: "Grow it, shorten retention, or spread partitions before it is full.",
  },
  {
    name: "KafkaDiskFull",
    severity: "critical",
    owner: "platform",
    signals: ["diskUsed"],
    query: "tributary:kafka_disk_used{%} > 0.95",
    for: "1m",
    summary: "The disk of broker {{ $labels.instance }} is {{ $value | humanizePercentage }} full",
    explains: ["KafkaDiskFilling"],
    description: "A broker whose disk is full stops. Grow it now.",
  },
  {
    name: "MachineProcessorsBusy",
    severity: "warning",
    owner: "platform",
    signals: ["processorsBusy"],
    query: "tributary:machine_processors_busy{%} > 0.85",
    for: "15m",
    summary: "The processors of {{ $labels.instance }} are {{ $value | humanizePercentage }} busy",
    description: "Nothing is left for a broker that fails and whose load comes here.",
  },
  {
    name: "JavaHeapFull",
    severity: "warning",
    owner: "platform",
    signals: ["heapUsed"],
    // Also right after garbage was collected.
    query: "min_over_time(tributary:jvm_heap_used{%}[15m]) > 0.9",
    for: "5m",
    summary: "The heap of {{ $labels.instance }} stays {{ $value | humanizePercentage }} full",
    description: "It will collect garbage all the time, and may end for want of memory. Give it more heap.",
  },
  {
    name: "JavaCollectsGarbage",
    severity: "warning",
    owner: "platform",
    signals: ["gcShare"],
    query: "tributary:jvm_gc_share{%} > 0.1",
    for: "10m",
    summary: "{{ $labels.instance }} stands still for {{ $value | humanizePercentage }} of the time to collect garbage",
    description: "Clients wait meanwhile, and a broker may lose its session. Give it more heap.",
  },
];
