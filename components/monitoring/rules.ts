/** The rules that a stack's Prometheus works by: signals of whatever sources there are, and alerts on those signals. */
import type { Alert } from "./alerts/alert.ts";
import { alerts } from "./alerts/index.ts";
import { ofStack, type Query, type Signal, type Source } from "./signal.ts";
import { signals } from "./signals/index.ts";

/** As Prometheus reads it, and the operator's PrometheusRule. */
export interface RuleGroup {
  name: string;
  rules: (RecordingRule | AlertingRule)[];
}
export interface RecordingRule {
  record: string;
  expr: string;
  labels: Record<string, string>;
}
export interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface RulesArgs {
  /** Becomes the label `stack` of everything. */
  stack: string;
  /** Of the stack's pods, for sources that know no stacks. Default: there are no pods. */
  namespace?: string | undefined;
  /** What there is. */
  sources: readonly Source[];
  /** Where the pages of docs/runbooks are, without a slash at the end. Default: docs/runbooks, as in the repository. */
  runbooks?: string | undefined;
}

/** The signals that some source there tells, and the alerts whose signals all are told. */
export function ruleGroups({ stack, namespace, sources, runbooks = "docs/runbooks" }: RulesArgs): RuleGroup[] {
  const known = Object.values<Signal>(signals).filter((signal) => told(signal, sources));
  const sounding = alerts.filter((alert) => can(alert, sources));
  return [
    { name: `tributary-signals-${stack}`, rules: known.map((signal) => recording(signal, sources, stack, namespace)) },
    { name: `tributary-alerts-${stack}`, rules: sounding.map((alert) => alerting(alert, stack, runbooks)) },
  ].filter(({ rules }) => rules.length > 0);
}

/** Whether these sources can tell what the alert asks. */
export function can(alert: Alert, sources: readonly Source[]): boolean {
  return (
    alert.signals.every((key) => told(signals[key], sources)) &&
    (alert.sources ?? []).every((source) => sources.includes(source))
  );
}

function told(signal: Signal, sources: readonly Source[]): boolean {
  return queriesOf(signal, sources).length > 0;
}

function recording(signal: Signal, sources: readonly Source[], stack: string, namespace?: string): RecordingRule {
  const expr = ofStack(queriesOf(signal, sources).join(" or "), stack, namespace);
  return { record: signal.name, expr, labels: { stack } };
}

/** What the signal is made of with these sources, in the signal's own order; none: nobody tells. */
export function queriesOf({ from, together = false }: Signal, sources: readonly Source[]): Query[] {
  const there = Object.entries(from).filter(([source]) => sources.includes(source as Source));
  return (together ? there : there.slice(0, 1)).map(([, query]) => query);
}

function alerting(alert: Alert, stack: string, runbooks: string): AlertingRule {
  return {
    alert: alert.name,
    expr: ofStack(alert.query, stack),
    ...(alert.for === undefined ? {} : { for: alert.for }),
    labels: { severity: alert.severity, owner: alert.owner, stack },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${runbooks}/${alert.name}.md`,
    },
  };
}
