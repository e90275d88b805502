/** Consumer groups: who is behind, whether it gets worse, and when it will be over. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of, rate, table } from "./panels.ts";

const where = 'group=~"$group"';
const lag = of("lag", where);

export const groups: Dashboard = {
  key: "groups",
  title: "Tributary: consumer groups and lag",
  question: "Which group is behind, does it catch up, and when?",
  dataSources: ["prometheus"],
  sources: ["kafka-exporter", "cloudwatch", "confluent-api", "application"],
  variables: ["group"],
  rows: [
    {
      title: "Groups",
      panels: [
        now("Records not read yet", "lag", { where }),
        number(
          {
            title: "Lag grows by",
            description: "Records a second over the last quarter of an hour; below 0 the groups catch up",
            unit: "records/s",
          },
          `sum(deriv(${lag}[15m]))`,
          { bad: { above: 0 } },
        ),
        now("Members", "members", { where }),
        now("Oldest record not read", "lagSeconds", { where, query: (selector) => `max(${selector})` }),
        graph("Lag", "lag", { where, width: 12 }),
        lines(
          {
            title: "Lag grows by",
            description: "Records a second over the last quarter of an hour; below 0 the group catches up",
            unit: "records/s",
          },
          { "{{group}} {{topic}}": `deriv(${lag}[15m])` },
          { width: 12 },
        ),
        lines(
          {
            title: "Lag as time",
            description: "How long it took to write what is not read yet, at the rate of now",
            unit: "seconds",
          },
          { "{{group}} {{topic}}": `${lag} / on (stack, topic) group_left () (${of("recordsIn")} > 0)` },
          { width: 12 },
        ),
        graph("Age of what is not read, as the service guesses it", "lagSeconds", { where, width: 12 }),
        graph("Members", "members", { where, bad: { below: 1 } }),
        table(
          { title: "Groups now", description: "A group with lag and without members reads nothing", unit: "count" },
          { lag: `sum by (group) (${lag})`, members: `sum by (group) (${of("members", where)})` },
          { width: 16 },
        ),
      ],
    },
    {
      title: "The application's own group",
      panels: [
        lines(
          {
            title: "Lag by partition",
            description: "The ten partitions furthest behind; one alone: its key is busy, or its owner is stuck",
            unit: "records",
          },
          { "{{topic}} {{partition}}": "topk(10, sum by (topic, partition) (tributary_consumer_lag{%}))" },
        ),
        lines(
          {
            title: "Partitions assigned",
            description: "Partitions of the input topic that each process has",
            unit: "partitions",
          },
          { "{{instance}}": "sum by (instance) (tributary_assigned_partitions{%})" },
        ),
        lines(
          {
            title: "Rebalances",
            description: "Joins of the group a second, by reason; each stops processing for a moment",
            unit: "requests/s",
          },
          { "{{reason}}": `sum by (reason) (${rate("tributary_rebalances_total")})` },
        ),
      ],
    },
  ],
};
