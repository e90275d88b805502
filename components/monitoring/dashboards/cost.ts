/** What the bill is made of: bytes moved and kept, disks, brokers, partitions. Quantities, as prices differ. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of, table } from "./panels.ts";

/** Of bytes a second: in a day. */
const inADay = (selector: string) => `sum(avg_over_time(${selector}[1d])) * 86400`;
const largest = (selector: string) => `topk(10, ${selector})`;

export const cost: Dashboard = {
  key: "cost",
  title: "Tributary: cost drivers",
  question: "What of the traffic and of the disks is paid for, and by which topic?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "confluent-api"],
  variables: [],
  rows: [
    {
      title: "In a day",
      panels: [
        now("Written", "bytesIn", { query: inADay, unit: "bytes" }),
        now("Read", "bytesOut", { query: inADay, unit: "bytes" }),
        now("Copied between brokers", "copiedBytes", { query: inADay, unit: "bytes" }),
        now("Kept", "logBytes"),
        number(
          { title: "Brokers", description: "Those that tell of themselves", unit: "brokers" },
          `count(${of("partitions")})`,
        ),
        number(
          {
            title: "Of the disks in use",
            description: "The rest is paid for and empty",
            unit: "ratio",
          },
          `sum(${of("logBytes")}) / sum(${of("diskBytes")})`,
          { bad: { below: 0.2 } },
        ),
      ],
    },
    {
      title: "By whom",
      panels: [
        graph("Written, ten largest topics", "bytesIn", { query: largest, stacked: true }),
        graph("Read, ten largest topics", "bytesOut", { query: largest, stacked: true }),
        graph("Kept, ten largest topics", "logBytes", { query: largest, stacked: true }),
        graph("Copied between brokers", "copiedBytes", { stacked: true }),
        lines(
          { title: "Disks and what is kept", description: "The gap is paid for and empty", unit: "bytes" },
          { disks: `sum(${of("diskBytes")})`, kept: `sum(${of("logBytes")})` },
        ),
        graph("Copies of partitions", "partitions", { query: (selector) => `sum(${selector})`, legend: "partitions" }),
        graph("Requests by kind", "requests", {
          query: (selector) => `topk(10, sum by (request) (${selector}))`,
          legend: "{{request}}",
        }),
        lines(
          { title: "Cores in use", description: "By program", unit: "count" },
          { "{{job}}": `sum by (job) (${of("cores")})` },
        ),
        graph("Memory of the application", "memoryUsed", {
          query: (selector) => `sum by (job) (${selector})`,
          legend: "{{job}}",
        }),
        table(
          {
            title: "Kept and read by nobody",
            description: "Topics that take space and were not read in a day",
            unit: "bytes",
          },
          {
            "bytes kept": `topk(10, sum by (stack, topic) (${of("logBytes")}) unless on (stack, topic) (max_over_time(${of("bytesOut")}[1d]) > 0))`,
          },
          { width: 24 },
        ),
      ],
    },
  ],
};
