/** What rounds come to: medians, and what was asked beside what was reached. */
import { median } from "../support/stats.ts";
import type { Latency, Row, Sample, Target } from "./row.ts";

export interface Spread {
  median: number;
  least: number;
  most: number;
}

export interface ContenderResult {
  id: string;
  name: string;
  settings: string;
  missing?: string;
  workers?: number;
  /** Cores in use while it worked, its own and the broker's; rows of the processor only. */
  cores?: { own: number; broker: number };
  samples: Sample[];
  /** records a second */
  rate: Spread;
  /** milliseconds, medians of the rounds; rows of latency only */
  latency?: Latency;
  /** of p99, milliseconds */
  p99?: Spread;
  /** seconds a million records, without what starting costs; null where the system does not tell */
  cpuPerMillion: number | null;
  brokerCpuPerMillion: number | null;
  /** most resident bytes of any round */
  peakBytes: number | null;
}

export interface TargetResult extends Target {
  /** First contender's median over the rival's, of the rate or, for `atMost`, of p99; null when there is no figure. */
  ratio: number | null;
  reached: boolean;
}

export interface RowResult {
  id: string;
  title: string;
  how: string[];
  contenders: ContenderResult[];
  targets: TargetResult[];
}

export function summarizeRow(row: Row, samples: Map<string, Sample[]>, startUp: Map<string, number>): RowResult {
  const contenders = row.contenders.map(({ id, name, settings, missing, workers }): ContenderResult => {
    const own = samples.get(id) ?? [];
    const figures = summarize(own, startUp.get(id) ?? 0);
    const optional = { ...(missing === undefined ? {} : { missing }), ...(workers === undefined ? {} : { workers }) };
    return { id, name, settings, ...optional, ...coresOf(own), samples: own, ...figures };
  });
  const targets = row.targets.map((target) => evaluate(target, contenders));
  return { id: row.id, title: row.title, how: row.how, contenders, targets };
}

function evaluate(target: Target, contenders: ContenderResult[]): TargetResult {
  const rival = contenders.find(({ id }) => id === target.rival);
  const own = contenders[0];
  const figure = (one: ContenderResult | undefined) =>
    (target.atMost === undefined ? one?.rate.median : one?.latency?.p99) ?? Number.NaN;
  const ratio = figure(own) / figure(rival);
  if (!Number.isFinite(ratio)) return { ...target, ratio: null, reached: false };
  const reached = target.atMost === undefined ? ratio >= (target.atLeast ?? 0) : ratio <= target.atMost;
  return { ...target, ratio, reached };
}

function spread(values: number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

function coresOf(samples: Sample[]): Pick<ContenderResult, "cores"> {
  const share = (seconds: (one: Sample) => number) =>
    median(samples.flatMap((one) => (one.wallSeconds === undefined ? [] : seconds(one) / one.wallSeconds)));
  const own = share((one) => one.cpuSeconds);
  return Number.isFinite(own) ? { cores: { own, broker: share((one) => one.brokerCpuSeconds) } } : {};
}

function summarize(samples: Sample[], startUpSeconds: number) {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const perMillion = (seconds: number, records: number) => Math.max(0, (seconds / records) * 1e6);
  const latencies = samples.flatMap(({ latency }) => latency ?? []);
  const middle = (name: keyof Latency) => median(latencies.map((one) => one[name]));
  return {
    rate: spread(samples.map(({ records, seconds }) => records / seconds)),
    ...(latencies.length === 0
      ? {}
      : {
          latency: {
            p50: middle("p50"),
            p90: middle("p90"),
            p99: middle("p99"),
            p999: middle("p999"),
            max: middle("max"),
          },
          p99: spread(latencies.map(({ p99 }) => p99)),
        }),
    cpuPerMillion: known(median(samples.map((one) => perMillion(one.cpuSeconds - startUpSeconds, one.records)))),
    brokerCpuPerMillion: known(median(samples.map((one) => perMillion(one.brokerCpuSeconds, one.records)))),
    peakBytes: known(Math.max(...samples.map((one) => one.peakBytes))),
  };
}
