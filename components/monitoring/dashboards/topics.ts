/** The topics: what is written, read and kept. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of, table } from "./panels.ts";

const where = 'topic=~"$topic"';
const largest = (selector: string) => `topk(10, ${selector})`;

export const topics: Dashboard = {
  key: "topics",
  title: "Tributary: topics",
  question: "Which topic is written or read unusually much or not at all, and which grows?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "confluent-api"],
  variables: ["topic"],
  rows: [
    {
      title: "All together",
      panels: [
        number(
          { title: "Topics", description: "Topics that a broker tells of", unit: "count" },
          `count(${of("bytesIn", where)})`,
        ),
        now("Records in", "recordsIn", { where }),
        now("Bytes in", "bytesIn", { where }),
        now("Bytes out", "bytesOut", { where }),
        now("Bytes kept", "logBytes", { where }),
        number(
          {
            title: "Bytes of a record",
            description: "On average, as it is written: compressed where the producer compresses",
            unit: "bytes",
          },
          `sum(${of("bytesIn", where)}) / sum(${of("recordsIn", where)})`,
        ),
      ],
    },
    {
      title: "Each; of many the ten largest",
      panels: [
        graph("Records in", "recordsIn", { where, query: largest }),
        graph("Bytes in", "bytesIn", { where, query: largest }),
        graph("Bytes out", "bytesOut", { where, query: largest }),
        graph("Bytes kept", "logBytes", { where, query: largest }),
        lines(
          {
            title: "Growth",
            description:
              "Bytes that a topic grows by, over the last hour; below 0 retention takes more than is written",
            unit: "bytes/s",
          },
          { "{{topic}}": `topk(10, deriv(${of("logBytes", where)}[1h]))` },
        ),
        graph("Records not read yet", "lag", {
          where,
          query: (selector) => `topk(10, sum by (topic) (${selector}))`,
          legend: "{{topic}}",
          to: "groups",
        }),
        table(
          { title: "Topics now", description: "Bytes written and read in a second, bytes kept", unit: "bytes" },
          {
            "bytes in": `sum by (topic) (${of("bytesIn", where)})`,
            "bytes out": `sum by (topic) (${of("bytesOut", where)})`,
            "bytes kept": `sum by (topic) (${of("logBytes", where)})`,
          },
          { width: 24, height: 10 },
        ),
      ],
    },
  ],
};
