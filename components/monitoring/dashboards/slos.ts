/** What is promised, what was kept, and how fast the rest is used up: the objectives of components/monitoring/slo.ts. */
import { sloSignalKey } from "../signals/slo.ts";
import { type Objective, objectives, type Window } from "../slo.ts";
import type { Dashboard, MetricPanel } from "./dashboard.ts";
import { lines, number, of } from "./panels.ts";

const titles: Record<Objective["key"], string> = {
  ingestAvailability: "Ingest answers",
  freshness: "Events are processed in time",
  correctness: "Events can be processed",
};

function promise(objective: Objective): MetricPanel[] {
  const { key, bad, budget, share } = objective;
  const title = titles[key];
  const promised = Number((1 - budget).toFixed(6));
  const pace = (window: Window) => `${of(sloSignalKey(key, window))} / ${budget}`;
  return [
    number(
      {
        title,
        description: `Share of which it is not true that ${bad}, over the time shown; promised are ${promised * 100} %`,
        unit: "ratio",
      },
      `1 - (${share("$__range")})`,
      { width: 6, height: 8, bad: { below: promised } },
    ),
    number(
      {
        title: "Left of what may fail",
        description: `Over the time shown; below 0 more ${bad} than was promised`,
        unit: "ratio",
      },
      `1 - (${share("$__range")}) / ${budget}`,
      { width: 6, height: 8, bad: { below: 0 } },
    ),
    lines(
      {
        title: `${title}: pace`,
        description: "1 uses up in 30 days just what may fail in 30 days; at 14.4 over an hour somebody is woken",
        unit: "count",
      },
      { "one hour": pace("1h"), "six hours": pace("6h"), "three days": pace("3d") },
      { width: 12, bad: { above: 14.4 } },
    ),
  ];
}

export const slos: Dashboard = {
  key: "slos",
  title: "Tributary: SLOs",
  question: "Is what was promised kept, and will it be?",
  dataSources: ["prometheus"],
  sources: ["application"],
  variables: [],
  rows: [
    { title: "Promises", panels: objectives.flatMap(promise) },
    {
      title: "Not promised, and looked at all the same",
      panels: [
        number(
          {
            title: "Every partition had a leader",
            description: "Share of the time shown in which it was so",
            unit: "ratio",
          },
          `avg_over_time((max(${of("offlinePartitions")}) == bool 0)[$__range:1m])`,
          { width: 8, bad: { below: 0.9995 } },
        ),
        number(
          {
            title: "Offsets lost",
            description: "Committed offsets that no longer existed, over the time shown: records may have been lost",
            unit: "count",
          },
          "sum(increase(tributary_consumer_offset_resets_total{%}[$__range]))",
          { width: 8, bad: { above: 0 } },
        ),
        number(
          {
            title: "Elections that lost records",
            description: "The most within 15 minutes, over the time shown",
            unit: "count",
          },
          `max(max_over_time(${of("uncleanElections")}[$__range]))`,
          { width: 8, bad: { above: 0 } },
        ),
      ],
    },
  ],
};
