/** What the platform's parts say, from their data streams: logs-tributary.<part>-<stack>, fields of ECS. */
import type { Dashboard, LogPanel } from "./dashboard.ts";

const chosen = `service.name:$service AND (\${search:raw})`;
const bad = "log.level:(error OR ERROR OR fatal OR FATAL)";
const worse = "log.level:(warn OR WARN OR warning OR WARNING)";
const half = { width: 12, height: 8 };

const panel = (title: string, description: string, rest: Omit<LogPanel, "title" | "description">): LogPanel => ({
  title,
  description,
  ...rest,
});

export const logs: Dashboard = {
  key: "logs",
  title: "Tributary: logs",
  question: "What do the parts say, and what did they say about one trace?",
  dataSources: ["elasticsearch"],
  sources: [],
  variables: ["service", "search", "trace"],
  rows: [
    {
      title: "How much",
      panels: [
        panel("Errors", "Over the time shown", {
          kind: "count",
          search: `${chosen} AND ${bad}`,
          width: 4,
          height: 8,
          bad: { above: 0 },
        }),
        panel("Warnings", "Over the time shown", {
          kind: "count",
          search: `${chosen} AND ${worse}`,
          width: 4,
          height: 8,
        }),
        panel("Lines by level", "A level that appears, or stops", {
          kind: "counts",
          search: chosen,
          by: "log.level",
          width: 16,
          height: 8,
        }),
        panel("Errors by part", "Who speaks of errors first is mostly the cause", {
          kind: "counts",
          search: `${chosen} AND ${bad}`,
          by: "service.name",
          ...half,
        }),
        panel("Lines by part", "A part that falls silent may be gone", {
          kind: "counts",
          search: chosen,
          by: "service.name",
          ...half,
        }),
      ],
    },
    {
      title: "What",
      panels: [
        panel("Errors", "Newest first", { kind: "lines", search: `${chosen} AND ${bad}`, width: 24, height: 10 }),
        panel("All lines", "Newest first", { kind: "lines", search: chosen, width: 24, height: 14 }),
        panel("Of one trace", "Lines with the trace's id that stands above, of all parts", {
          kind: "lines",
          search: 'trace.id:"$trace"',
          width: 24,
          height: 10,
        }),
      ],
    },
  ],
};
