/** Panels from signals: unit, legend and description are the signal's own unless somebody says otherwise. */
import type { SignalKey } from "../alerts/alert.ts";
import type { Query, Signal } from "../signal.ts";
import { signals } from "../signals/index.ts";
import type { MetricPanel, Target, Unit } from "./dashboard.ts";

export const GRAPH = { width: 8, height: 8 };
const NOW = { width: 4, height: 4 };

type Options = Partial<Pick<MetricPanel, "width" | "height" | "to" | "bad" | "stacked" | "description" | "unit">> & {
  /** More matchers of the signal, such as `topic=~"$topic"`. */
  where?: string;
  /** Makes the query of the signal's selector. Default: the selector itself. */
  query?: (selector: Query) => Query;
  legend?: string;
};

/** A signal's recorded name as a selector of the stack's. @param where more matchers */
export function of(key: SignalKey, where?: string): Query {
  return `${signals[key].name}{${where === undefined ? "%" : `%,${where}`}}`;
}

/** Lines over time. */
export function graph(title: string, key: SignalKey, options: Options = {}): MetricPanel {
  return fromSignal("graph", title, key, { ...GRAPH, ...options });
}

/** One number, of the last samples. */
export function now(title: string, key: SignalKey, options: Options = {}): MetricPanel {
  return fromSignal("now", title, key, { ...NOW, query: (selector) => `sum(${selector})`, legend: title, ...options });
}

function fromSignal(
  kind: MetricPanel["kind"],
  title: string,
  key: SignalKey,
  { where, query = (selector) => selector, legend, ...shown }: Options,
): MetricPanel {
  const signal: Signal = signals[key];
  const labels = signal.labels.map((label) => `{{${label}}}`).join(" ");
  return {
    kind,
    title,
    description: signal.help,
    unit: signal.unit,
    targets: [{ query: query(of(key, where)), legend: legend ?? (labels || title) }],
    ...GRAPH,
    ...shown,
  };
}

/** What every panel has that is not made of one signal. */
interface Told {
  title: string;
  description: string;
  unit: Unit;
}
type More = Partial<Pick<MetricPanel, "width" | "height" | "to" | "bad" | "stacked">>;

/** Lines of several queries: legend, then query. */
export function lines(told: Told, queries: Record<string, Query>, more: More = {}): MetricPanel {
  return { kind: "graph", ...told, targets: targetsOf(queries), ...GRAPH, ...more };
}

/** One number of a query of one's own. */
export function number(told: Told, query: Query, more: More = {}): MetricPanel {
  return { kind: "now", ...told, targets: [{ query, legend: told.title }], ...NOW, ...more };
}

/** A row for each set of labels, a column for each query. */
export function table(told: Told, columns: Record<string, Query>, more: More = {}): MetricPanel {
  return { kind: "table", ...told, targets: targetsOf(columns), width: 12, height: 8, ...more };
}

const targetsOf = (queries: Record<string, Query>): Target[] =>
  Object.entries(queries).map(([legend, query]) => ({ query, legend }));

/** Of a counter of the application, a second. @param where more matchers, such as `result="aborted"` */
export const rate = (metric: string, where?: string): Query =>
  `rate(${metric}{${where === undefined ? "%" : `%,${where}`}}[$__rate_interval])`;

/** Of a histogram of the application: so much of its observations is below. @param share such as 0.99 */
export const quantile = (share: number, histogram: string): Query =>
  `histogram_quantile(${share}, sum by (le) (${rate(`${histogram}_bucket`)}))`;
