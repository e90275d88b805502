/** The application's processes. */
import type { Signal } from "../signal.ts";

export const applicationSignals = {
  processUp: {
    name: "tributary:application_process_up",
    help: "1 for a process of the application whose page answers, 0 for one whose page does not",
    unit: "count",
    labels: ["job", "instance"],
    from: { application: 'max by (stack, job, instance) (up{%,job=~"ingest|processor|generator"})' },
  },
  notReady: {
    name: "tributary:application_not_ready",
    help: "Share of the last 5 minutes in which a process could not do its work, by its own word",
    unit: "ratio",
    labels: ["job", "instance"],
    from: { application: "max by (stack, job, instance) (rate(tributary_not_ready_seconds_total{%}[5m]))" },
  },
  eventsIn: {
    name: "tributary:events_in",
    help: "Events that ingest and the generator handed to Kafka",
    unit: "events/s",
    labels: [],
    from: {
      application:
        "(sum by (stack) (rate(tributary_ingest_accepted_total{%}[5m])) or 0 * sum by (stack) (rate(tributary_generator_sent_total{%}[5m]))) + (sum by (stack) (rate(tributary_generator_sent_total{%}[5m])) or 0 * sum by (stack) (rate(tributary_ingest_accepted_total{%}[5m])))",
    },
  },
  eventsRead: {
    name: "tributary:events_read",
    help: "Events that processors read",
    unit: "events/s",
    labels: [],
    from: { application: "sum by (stack) (rate(tributary_events_read_total{%}[5m]))" },
  },
  deadLetterShare: {
    name: "tributary:dead_letter_share",
    help: "Share of the events of the last 10 minutes that went to the dead-letter topic",
    unit: "ratio",
    labels: [],
    from: {
      application:
        "sum by (stack) (rate(tributary_events_dead_lettered_total{%}[10m])) / sum by (stack) (rate(tributary_events_read_total{%}[10m]))",
    },
  },
  eventSeconds: {
    name: "tributary:event_seconds_p99",
    help: "Of a hundred events all but one were processed so many seconds after their own time, over the last 5 minutes",
    unit: "seconds",
    labels: [],
    from: {
      application: "histogram_quantile(0.99, sum by (stack, le) (rate(tributary_event_latency_seconds_bucket{%}[5m])))",
    },
  },
  appendSeconds: {
    name: "tributary:append_seconds_p99",
    help: "Of a hundred records all but one were processed so many seconds after they came into Kafka, over the last 5 minutes",
    unit: "seconds",
    labels: [],
    from: {
      application:
        "histogram_quantile(0.99, sum by (stack, le) (rate(tributary_append_latency_seconds_bucket{%}[5m])))",
    },
  },
} as const satisfies Record<string, Signal>;
