/** The standby cluster: how far behind it is, and whether anything is copied. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, of } from "./panels.ts";

const where = 'topic=~"$topic"';

export const mirror: Dashboard = {
  key: "mirror",
  title: "Tributary: mirror",
  question: "What would be lost if the standby cluster had to take over now?",
  dataSources: ["prometheus"],
  sources: ["mirror-maker"],
  variables: ["topic"],
  rows: [
    {
      title: "Standby cluster",
      panels: [
        now("Behind", "mirrorLatency", { where, query: (selector) => `max(${selector})`, bad: { above: 60 } }),
        now("Records copied", "mirrorRecords", { where }),
        now("Bytes copied", "mirrorBytes", { where }),
        now("Failed connectors", "failedConnectors", { bad: { above: 0 } }),
        now("Failed tasks", "failedTasks", { bad: { above: 0 } }),
        now("Offsets behind", "mirrorOffsets", { query: (selector) => `max(${selector})`, bad: { above: 300 } }),
        graph("Behind", "mirrorLatency", { where, bad: { above: 60 } }),
        graph("Age of records when they are read", "mirrorAge", { where }),
        graph("Records copied", "mirrorRecords", { where }),
        graph("Bytes copied", "mirrorBytes", { where }),
        lines(
          {
            title: "Copied of what is written",
            description: "1: all of it; below, the standby falls behind; above, it catches up",
            unit: "ratio",
          },
          { "{{topic}}": `${of("mirrorRecords", where)} / on (stack, topic) (${of("recordsIn", where)} > 0)` },
        ),
        graph("Offsets of groups behind", "mirrorOffsets"),
      ],
    },
  ],
};
