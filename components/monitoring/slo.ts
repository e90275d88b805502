/** What the platform promises, as shares of bad events: signals and alerts of each objective are made of this table. */
import type { Query } from "./signal.ts";

export interface Objective {
  /** Begins the names of its signals and alerts. */
  key: "ingestAvailability" | "freshness" | "correctness";
  /** What went wrong with one event, as in "of the last hour's events 3 % ...". */
  bad: string;
  /** Share of events that may be bad. */
  budget: number;
  /** Share of bad events over a window such as 5m. */
  share: (window: string) => Query;
}

/** Seconds after which a processed event counts as late; a bound of the histogram's buckets. */
export const freshSeconds = 10;

export const objectives: readonly Objective[] = [
  {
    key: "ingestAvailability",
    bad: "requests to ingest failed by our fault",
    budget: 0.001,
    share: (window) => {
      const requests = (more: string) => `sum by (stack) (rate(tributary_ingest_requests_total{%${more}}[${window}]))`;
      return `(${requests(',status=~"5.."')} or 0 * ${requests("")}) / ${requests("")}`;
    },
  },
  {
    key: "freshness",
    bad: `events were processed later than ${freshSeconds} s after their own time`,
    budget: 0.01,
    share: (window) =>
      `1 - sum by (stack) (rate(tributary_event_latency_seconds_bucket{%,le="${freshSeconds}"}[${window}])) / sum by (stack) (rate(tributary_event_latency_seconds_count{%}[${window}]))`,
  },
  {
    key: "correctness",
    bad: "events could not be processed and went to the dead-letter topic",
    // Two in a hundred made-up events of the local stack are broken on purpose.
    budget: 0.03,
    share: (window) =>
      `sum by (stack) (rate(tributary_events_dead_lettered_total{%}[${window}])) / sum by (stack) (rate(tributary_events_read_total{%}[${window}]))`,
  },
];

export interface Burn {
  severity: "critical" | "warning";
  /** Ends the alert's name. */
  speed: "Fast" | "Slow";
  /** How long it must be so. */
  for: string;
  /** Times the pace at which the budget of 30 days would last 30 days, over both windows: the short one ends the alert soon. */
  paces: readonly { times: number; long: string; short: string }[];
}

export const burns: readonly Burn[] = [
  {
    severity: "critical",
    speed: "Fast",
    for: "2m",
    paces: [
      { times: 14.4, long: "1h", short: "5m" },
      { times: 6, long: "6h", short: "30m" },
    ],
  },
  {
    severity: "warning",
    speed: "Slow",
    for: "1h",
    paces: [
      { times: 3, long: "1d", short: "2h" },
      { times: 1, long: "3d", short: "6h" },
    ],
  },
];

/** Every window that some alert asks. */
export const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
export type Window = (typeof windows)[number];

/** Days that the longest window of all alerts has. */
export const LOOK_BACK_DAYS = 3;
