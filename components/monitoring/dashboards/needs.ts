/** What queries of panels ask, and whether a stack's sources tell it. */
import { queriesOf } from "../rules.ts";
import { metricsIn, type Query, type Signal, type Source } from "../signal.ts";
import { signals } from "../signals/index.ts";
import type { Dashboard } from "./dashboard.ts";

const byName = new Map(Object.values<Signal>(signals).map((signal) => [signal.name, signal]));
/** Prometheus' own: the alerts that wait or sound. */
const ALERTS = "ALERTS";

/** Whether these sources tell all that a query asks. @throws Error it asks what is neither a signal nor the application's */
export function answers(query: Query, sources: readonly Source[]): boolean {
  return metricsIn(query).every((metric) => {
    const signal = byName.get(metric);
    if (signal !== undefined) return queriesOf(signal, sources).length > 0;
    if (metric === ALERTS) return true;
    if (metric.startsWith("tributary_")) return sources.includes("application");
    throw new Error(`${metric} is neither a signal nor a metric of the application.`);
  });
}

/** What a stack lacks that a dashboard cannot do without, as the end of a sentence; undefined: nothing. */
export function lacking(
  { dataSources, sources }: Dashboard,
  there: { sources: readonly Source[]; dataSources: readonly string[] },
): string | undefined {
  const missing = dataSources.filter((kind) => !there.dataSources.includes(kind));
  if (missing.length > 0)
    return `a data source of the kind ${missing.join(", ")}, and Grafana has ${list(there.dataSources)}`;
  if (sources.length === 0 || sources.some((source) => there.sources.includes(source))) return undefined;
  return `metrics of ${sources.join(" or ")}, and the stack has those of ${list(there.sources)}`;
}

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
