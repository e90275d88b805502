/** What will be full, and when. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of } from "./panels.ts";

/** Days until a disk is full, as it fills over the last six hours; one that does not fill has none. */
const daysLeft = `(1 - ${of("diskUsed")}) / clamp_min(deriv(${of("diskUsed")}[6h]), 1e-9) / 86400`;

export const capacity: Dashboard = {
  key: "capacity",
  title: "Tributary: capacity",
  question: "What will be full, when, and how much more can the platform take?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "confluent-api"],
  variables: [],
  rows: [
    {
      title: "Now",
      panels: [
        now("Fullest disk", "diskUsed", { query: (selector) => `max(${selector})`, bad: { above: 0.8 } }),
        number(
          { title: "First disk is full in", description: "As it fills over the last six hours", unit: "days" },
          `min(${daysLeft})`,
          { bad: { below: 7 } },
        ),
        now("Request handlers idle, least", "handlersIdle", {
          query: (selector) => `min(${selector})`,
          bad: { below: 0.3 },
        }),
        now("Network threads idle, least", "networkIdle", {
          query: (selector) => `min(${selector})`,
          bad: { below: 0.3 },
        }),
        now("Processors busy, most", "processorsBusy", {
          query: (selector) => `max(${selector})`,
          bad: { above: 0.8 },
        }),
        now("Copies of partitions on a broker, most", "partitions", {
          query: (selector) => `max(${selector})`,
          bad: { above: 4000 },
        }),
      ],
    },
    {
      title: "Over time",
      panels: [
        graph("Disks full", "diskUsed", { bad: { above: 0.8 } }),
        lines(
          { title: "Days until a disk is full", description: "As it fills over six hours", unit: "days" },
          { "{{instance}}": daysLeft },
          { bad: { below: 7 } },
        ),
        graph("Bytes kept", "logBytes", {
          query: (selector) => `sum(${selector})`,
          legend: "all topics",
          to: "topics",
        }),
        lines(
          { title: "Bytes written by clients, peak of a day", description: "Of each broker", unit: "bytes/s" },
          { "{{instance}}": `max_over_time(${of("brokerBytesIn")}[1d])` },
        ),
        lines(
          {
            title: "Request handlers idle, least of an hour",
            description: "What is left for peaks",
            unit: "ratio",
          },
          { "{{instance}}": `min_over_time(${of("handlersIdle")}[1h])` },
          { bad: { below: 0.3 } },
        ),
        graph("Network threads idle", "networkIdle", { bad: { below: 0.3 } }),
        graph("Processors busy", "processorsBusy", { bad: { above: 0.8 } }),
        graph("Heap in use", "heapUsed", { bad: { above: 0.9 }, to: "jvm" }),
        graph("Copies of partitions", "partitions"),
        graph("Connections", "connections"),
      ],
    },
  ],
};
