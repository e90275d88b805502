/** Unit tests of promtool's, made of the cases: a rule file and a test file for each alert and each source that tells it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Alert, SignalKey } from "../../../../components/monitoring/alerts/alert.ts";
import { can, type RuleGroup, ruleGroups } from "../../../../components/monitoring/rules.ts";
import type { Signal, Source } from "../../../../components/monitoring/signal.ts";
import { signals } from "../../../../components/monitoring/signals/index.ts";
import { cases, type Situation } from "./cases.ts";
import { fixtures } from "./fixtures.ts";
import { type Fixture, type Labels, stack as madeUp, type Series } from "./series.ts";

const signalOf = (key: SignalKey): Signal => signals[key];

/** Sets of sources with which the alert is tried: each source that tells some of it, with what the rest of it needs. */
export function sourceSets({ signals: keys, sources = [] }: Alert): Source[][] {
  const telling = [...new Set([...keys.flatMap((key) => Object.keys(signalOf(key).from) as Source[]), ...sources])];
  return telling.map((source) => {
    const set = new Set<Source>([source, ...sources]);
    for (const key of keys) {
      const from = Object.keys(signalOf(key).from) as Source[];
      if (!from.some((one) => set.has(one))) set.add(from[0]!);
    }
    return [...set];
  });
}

/**
 * The alert and the signals that it asks, as they are for all others, for a stack of the case's own. The alert gets the stack's name,
 * too, as promtool looks at all alerts of a name at once; annotations are left out, whose labels a test of their own reads.
 */
function rulesOf(alert: Alert, stack: string, sources: readonly Source[]): RuleGroup[] {
  const names = new Set(alert.signals.map((key) => signalOf(key).name));
  return ruleGroups({ stack, namespace: stack, sources }).map(({ name, rules }) => ({
    name,
    rules: rules
      .filter((rule) => ("record" in rule ? names.has(rule.record) : rule.alert === alert.name))
      .map((rule) => ("record" in rule ? rule : { ...rule, alert: `${alert.name}-${stack}`, annotations: {} })),
  }));
}

/** The fixture by which a signal is told with these sources. */
export function fixtureOf(key: SignalKey, sources: readonly Source[]): Fixture {
  const source = (Object.keys(signalOf(key).from) as Source[]).find((one) => sources.includes(one));
  const fixture = source && fixtures[key]?.[source];
  if (fixture === undefined) throw new Error(`nothing says what ${source} tells of ${key}`);
  return fixture;
}

function samplesOf({ values = {}, samples = [] }: Situation, sources: readonly Source[]): Series[] {
  const told = (Object.entries(values) as [SignalKey, never][]).flatMap(([key, course]) =>
    fixtureOf(key, sources).series(course),
  );
  return [...told, ...samples];
}

/** Of the recorded signal: those of the sample that the signal keeps. */
function labelsOf(key: SignalKey, sources: readonly Source[]): Labels {
  const { labels, series } = fixtureOf(key, sources);
  if (labels !== undefined) return labels;
  const [first] = series(0);
  const all = [...first!.series.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label!, text!] as const);
  return Object.fromEntries(all.filter(([label]) => signalOf(key).labels.includes(label)));
}

interface Tried {
  groups: RuleGroup[];
  samples: Series[];
  /** minutes */
  at: number;
  expected: object;
}

function tried(alert: Alert, sources: readonly Source[], number: () => number): Tried[] {
  const { fires, silent, labels } = cases[alert.name]!;
  if (!can(alert, sources)) throw new Error(`${alert.name} cannot sound with ${sources.join(", ")}`);
  const one = (situation: Situation, sounds: boolean): Tried => {
    const stack = `${sources.join("-")}-${number()}`;
    const at = situation.at ?? 45;
    const { severity, owner } = alert;
    const told = labels ?? labelsOf(alert.signals[0]!, sources);
    const carried = { severity, owner, stack, ...told, ...(told["node"] === madeUp ? { node: stack } : {}) };
    return {
      groups: rulesOf(alert, stack, sources),
      samples: samplesOf(situation, sources).map(({ series, values }) => ({
        // What knows no stacks says the namespace, and each case has one of its own.
        series: series
          .replace(`stack="${madeUp}"`, `${/^(kube|strimzi_kafka)/.test(series) ? "namespace" : "stack"}="${stack}"`)
          // Nodes are everybody's.
          .replace(`node="${madeUp}"`, `node="${stack}"`),
        values,
      })),
      at,
      expected: {
        eval_time: `${at}m`,
        alertname: `${alert.name}-${stack}`,
        exp_alerts: sounds ? [{ exp_labels: carried, exp_annotations: {} }] : [],
      },
    };
  };
  return [...fires.map((situation) => one(situation, true)), ...silent.map((situation) => one(situation, false))];
}

/**
 * Writes a test of all that is looked at soon, and one of all that takes longer; each case is a stack of its own, so that the rules
 * also show that none sees another's samples.
 * @returns paths of the test files, absolute, and how many cases they have
 */
export function writeTests(folder: string, list: readonly Alert[]): { files: string[]; cases: number } {
  mkdirSync(folder, { recursive: true });
  let last = 0;
  const number = () => {
    last += 1;
    return last;
  };
  const all = list.flatMap((alert) => sourceSets(alert).flatMap((sources) => tried(alert, sources, number)));
  const write = (name: string, every: string, some: Tried[]) => {
    writeFileSync(join(folder, `${name}.rules.yml`), stringify({ groups: some.flatMap(({ groups }) => groups) }));
    const file = join(folder, `${name}.test.yml`);
    const test = {
      interval: "1m",
      input_series: some.flatMap(({ samples }) => samples),
      alert_rule_test: some.map(({ expected }) => expected),
    };
    writeFileSync(file, stringify({ rule_files: [`${name}.rules.yml`], evaluation_interval: every, tests: [test] }));
    return file;
  };
  const files = [
    write(
      "soon",
      "1m",
      all.filter(({ at }) => at <= 45),
    ),
    write(
      "later",
      "2m",
      all.filter(({ at }) => at > 45),
    ),
  ];
  return { files, cases: all.length };
}
