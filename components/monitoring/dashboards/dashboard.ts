/**
 * What a dashboard is, as plain data: infra/setup/dashboards draws it with Grafana's Foundation SDK, tests read it, and a stack takes
 * of it what its own sources can fill.
 */
import type { Query, Signal, Source } from "../signal.ts";

/** Kinds of data sources of Grafana. */
export type DataSource = "prometheus" | "elasticsearch";

/** Unit of what a panel shows; those of signals, and days. */
export type Unit = Signal["unit"] | "days" | "lines";

/** Red from there on; both: what is neither too much nor too little is green. */
export interface Bad {
  above?: number;
  below?: number;
}

interface Shown {
  title: string;
  /** One sentence: what it tells, and when it is bad. */
  description: string;
  /** Of 24 columns. */
  width: number;
  /** Rows of 30 pixels. */
  height: number;
  /** Key of the dashboard that tells more. */
  to?: string;
}

export interface Target {
  /** With `%` for the stack's label, as in signals, and variables of the dashboard. */
  query: Query;
  /** In Grafana's templates, such as `{{topic}}`; the column's title in a table. */
  legend: string;
}

/** Answers of Prometheus: lines over time, one number now, or a table of now. */
export interface MetricPanel extends Shown {
  kind: "graph" | "now" | "table";
  unit: Unit;
  targets: Target[];
  bad?: Bad;
  /** Lines are laid one upon the other. Default: false. */
  stacked?: boolean;
}

/** Answers of Elasticsearch, over ECS fields: lines themselves, or how many there were. */
export interface LogPanel extends Shown {
  kind: "lines" | "counts" | "count";
  /** In Lucene's syntax, the stack's own streams aside. */
  search: string;
  /** Field that counts are told apart by. */
  by?: string;
  bad?: Bad;
}

export type Panel = MetricPanel | LogPanel;

export interface Row {
  title: string;
  panels: Panel[];
}

export interface Dashboard {
  /** Short and stable: `tributary-<key>` is its uid, `<key>.json` its file. API: bookmarks name it. */
  key: string;
  title: string;
  /** What somebody who opens it wants to know. */
  question: string;
  /** All of them must be there. */
  dataSources: readonly DataSource[];
  /** One of them must be there; empty: none needs to be. */
  sources: readonly Source[];
  /** Besides `stack`. */
  variables: readonly Variable[];
  rows: Row[];
}

export type Variable = "broker" | "topic" | "group" | "service" | "search" | "trace";

export const uidOf = (key: string): string => `tributary-${key}`;
export const isMetric = (panel: Panel): panel is MetricPanel => "targets" in panel;
export const panelsOf = ({ rows }: Pick<Dashboard, "rows">): Panel[] => rows.flatMap(({ panels }) => panels);
