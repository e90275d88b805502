/** Programs themselves: when they began anew, and what slows them. */
import type { Signal } from "../signal.ts";

const openFiles = "max by (stack, job, instance) (process_open_fds{%} / (process_max_fds{%} > 0))";
const starts = "max by (stack, job, instance) (changes(process_start_time_seconds{%}[1h]))";

export const processSignals = {
  starts: {
    name: "tributary:process_starts",
    help: "Times in the last hour that a program began anew",
    unit: "count",
    labels: ["job", "instance"],
    together: true,
    from: { "strimzi-reporter": starts, "jmx-exporter": starts, application: starts },
  },
  openFiles: {
    name: "tributary:process_open_files",
    help: "Share of the files and connections that a program may open and has open",
    unit: "ratio",
    labels: ["job", "instance"],
    together: true,
    from: { "strimzi-reporter": openFiles, "jmx-exporter": openFiles, application: openFiles },
  },
  threads: {
    name: "tributary:jvm_threads",
    help: "Threads of a Java program",
    unit: "count",
    labels: ["job", "instance"],
    together: true,
    from: {
      "strimzi-reporter": "max by (stack, job, instance) (jvm_threads_current{%})",
      "jmx-exporter": "max by (stack, job, instance) (jvm_threads_current{%})",
    },
  },
  eventLoopSeconds: {
    name: "tributary:node_event_loop_seconds_p99",
    help: "How late a process of the application comes to what is due, the slowest but one of a hundred times",
    unit: "seconds",
    labels: ["job", "instance"],
    from: { application: "max by (stack, job, instance) (nodejs_eventloop_lag_p99_seconds{%})" },
  },
  nodeGcShare: {
    name: "tributary:node_gc_share",
    help: "Share of time in which a process of the application stood still to collect garbage",
    unit: "ratio",
    labels: ["job", "instance"],
    from: { application: "sum by (stack, job, instance) (rate(nodejs_gc_duration_seconds_sum{%}[5m]))" },
  },
} as const satisfies Record<string, Signal>;
