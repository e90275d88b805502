/** Runs a row: every contender once with few records, then the rounds, each round beginning with another one. */
import { decimals, grouped } from "../support/stats.ts";
import type { Bench, Row, Sample } from "./row.ts";
import { type RowResult, summarizeRow } from "./summary.ts";

/** Records of the run that tells what starting costs. */
const FEW = 1_000;

export async function runRow(bench: Bench, row: Row): Promise<RowResult> {
  const samples = new Map<string, Sample[]>();
  const startUp = new Map<string, number>();
  const taking = row.contenders.filter(({ missing }) => missing === undefined);
  try {
    if (taking.length > 0) await row.prepare?.();
    for (const contender of row.startUp ? taking : []) {
      startUp.set(contender.id, (await contender.run(FEW)).cpuSeconds);
    }
    for (let round = 0; round < bench.rounds; round += 1) {
      for (let turn = 0; turn < taking.length; turn += 1) {
        const contender = taking[(round + turn) % taking.length]!;
        const sample = await contender.run(bench.records);
        samples.set(contender.id, [...(samples.get(contender.id) ?? []), sample]);
        bench.say(`${row.id}, round ${round + 1} of ${bench.rounds}: ${contender.name} ${figure(sample)}`);
      }
    }
  } finally {
    await row.close?.();
  }
  return summarizeRow(row, samples, startUp);
}

function figure({ records, seconds, latency, peakBytes }: Sample): string {
  const memory = `${grouped(peakBytes / 1e6)} MB`;
  if (latency !== undefined) return `p50 ${latency.p50} ms, p99 ${latency.p99} ms, p99.9 ${latency.p999} ms, ${memory}`;
  return `${grouped(records / seconds)}/s (${decimals(seconds, 1)} s), ${memory}`;
}
