/** Runs a row: every contender once with few records, then the rounds, each round beginning with another one. */
import { median } from "../support/stats.ts";
import type { Bench, Row, Sample } from "./row.ts";

/** Records of the run that tells what starting costs. */
const FEW = 1_000;

export interface ContenderResult {
  id: string;
  name: string;
  settings: string;
  missing?: string;
  samples: Sample[];
  /** records a second: median, least, most */
  rate: { median: number; least: number; most: number };
  /** seconds a million records, without what starting costs; null where the system does not tell */
  cpuPerMillion: number | null;
  brokerCpuPerMillion: number | null;
  /** most resident bytes of any round */
  peakBytes: number | null;
}

export interface TargetResult {
  rival: string;
  atLeast: number;
  /** median rate over the rival's; null when there is no figure */
  reached: number | null;
}

export interface RowResult {
  id: string;
  title: string;
  how: string[];
  contenders: ContenderResult[];
  targets: TargetResult[];
}

export async function runRow(bench: Bench, row: Row): Promise<RowResult> {
  const samples = new Map<string, Sample[]>();
  const startUp = new Map<string, number>();
  const taking = row.contenders.filter(({ missing }) => missing === undefined);
  try {
    await row.prepare?.();
    for (const contender of row.startUp ? taking : []) {
      startUp.set(contender.id, (await contender.run(FEW)).cpuSeconds);
    }
    for (let round = 0; round < bench.rounds; round += 1) {
      for (let turn = 0; turn < taking.length; turn += 1) {
        const contender = taking[(round + turn) % taking.length]!;
        const sample = await contender.run(bench.records);
        samples.set(contender.id, [...(samples.get(contender.id) ?? []), sample]);
        const rate = Math.round(sample.records / sample.seconds).toLocaleString("en-US");
        bench.say(`${row.id}, round ${round + 1} of ${bench.rounds}: ${contender.name} ${rate}/s`);
      }
    }
  } finally {
    await row.close?.();
  }
  const contenders = row.contenders.map(({ id, name, settings, missing }) => {
    const own = samples.get(id) ?? [];
    const summary = summarize(own, startUp.get(id) ?? 0);
    return { id, name, settings, ...(missing === undefined ? {} : { missing }), samples: own, ...summary };
  });
  const rateOf = (id: string | undefined) => contenders.find((one) => one.id === id)?.rate.median ?? Number.NaN;
  const targets = row.targets.map(({ rival, atLeast }) => {
    const reached = rateOf(contenders[0]?.id) / rateOf(rival);
    return { rival, atLeast, reached: Number.isFinite(reached) ? reached : null };
  });
  return { id: row.id, title: row.title, how: row.how, contenders, targets };
}

function summarize(samples: Sample[], startUpSeconds: number) {
  const rates = samples.map(({ records, seconds }) => records / seconds);
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const perMillion = (seconds: number, records: number) => Math.max(0, (seconds / records) * 1e6);
  return {
    rate: { median: median(rates), least: Math.min(...rates), most: Math.max(...rates) },
    cpuPerMillion: known(median(samples.map((one) => perMillion(one.cpuSeconds - startUpSeconds, one.records)))),
    brokerCpuPerMillion: known(median(samples.map((one) => perMillion(one.brokerCpuSeconds, one.records)))),
    peakBytes: known(Math.max(...samples.map((one) => one.peakBytes))),
  };
}
