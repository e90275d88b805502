/** The figures as text: tables for the terminal that are Markdown as well. */
import type { ContenderResult, RowResult, TargetResult } from "../rows/summary.ts";
import type { Soak } from "../soak.ts";
import { decimals, grouped } from "../support/stats.ts";
import type { Results } from "./results.ts";

const heads = [
  "by",
  "median",
  "least to most",
  "CPU s per million",
  "broker's CPU s",
  "peak MB",
  "ours against it",
  "asked",
];

/** "445,000/s", or for latency "p99 12 ms". */
function figure({ rate, latency }: ContenderResult): string {
  return latency === undefined ? `${grouped(rate.median)}/s` : `p99 ${decimals(latency.p99, 0)} ms`;
}

function range({ rate, latency, p99 }: ContenderResult): string {
  if (latency === undefined || p99 === undefined) return `${grouped(rate.least)} to ${grouped(rate.most)}`;
  const shares = `p50 ${decimals(latency.p50, 0)}, p99.9 ${decimals(latency.p999, 0)}`;
  return `${p99.least} to ${p99.most}; ${shares}`;
}

export function asked({ atLeast, atMost }: TargetResult): string {
  return atMost === undefined ? `at least ${atLeast}` : "no more than it";
}

export function verdict(target: TargetResult): string {
  if (target.ratio === null) return "no figure";
  return target.reached ? "reached" : "missed";
}

function cells(row: RowResult, contender: ContenderResult): string[] {
  if (contender.missing !== undefined) return [contender.name, `missing: ${contender.missing}`, "", "", "", "", "", ""];
  const target = row.targets.find(({ rival }) => rival === contender.id);
  return [
    contender.name,
    figure(contender),
    range(contender),
    decimals(contender.cpuPerMillion ?? Number.NaN),
    decimals(contender.brokerCpuPerMillion ?? Number.NaN),
    grouped((contender.peakBytes ?? Number.NaN) / 1e6),
    target === undefined ? "" : decimals(target.ratio ?? Number.NaN),
    target === undefined ? "" : `${asked(target)}: ${verdict(target)}`,
  ];
}

/** A Markdown table whose columns line up. */
export function aligned(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(rows[0]!), line(widths.map((width) => "-".repeat(width))), ...rows.slice(1).map(line)].join("\n");
}

export function rowTable(row: RowResult): string {
  return aligned([heads, ...row.contenders.map((contender) => cells(row, contender))]);
}

/** Who had which share of the cores; empty for rows where programs are started for each run. */
export function coresText(row: RowResult): string {
  const shares = row.contenders.flatMap(({ name, cores }) =>
    cores === undefined ? [] : [`${name} ${decimals(cores.own)} and the broker ${decimals(cores.broker)}`],
  );
  return shares.length === 0 ? "" : `Cores in use meanwhile: ${shares.join("; ")}.`;
}

/** Memory a worker and its target, from the rows where the processor runs as fast as it can. */
export function memoryLines(rows: RowResult[]): string[][] {
  return rows
    .filter(({ id }) => id !== "latency")
    .flatMap(({ title, contenders }) =>
      contenders.flatMap(({ name, workers, peakBytes }) => {
        if (workers === undefined || peakBytes === null) return [];
        const each = peakBytes / workers / 1e6;
        const verdictOf = each < MOST_MEGABYTES ? "reached" : "missed";
        return [[`memory a worker: ${title}`, name, `under ${MOST_MEGABYTES} MB`, `${grouped(each)} MB`, verdictOf]];
      }),
    );
}
/** Megabytes a worker at full rate. */
const MOST_MEGABYTES = 250;

export function terminalText(results: Results): string {
  const head = `${results.machine}\n${results.versions}\n${results.rounds} rounds of ${grouped(results.records)} records`;
  return [head, ...results.rows.map((row) => `${row.title}\n${rowTable(row)}\n${coresText(row)}`.trim())].join("\n\n");
}

/** Medians of five minutes each vary by this much, when nothing grows. */
const MOST_GROWTH = 1.1;

export function isFlat({ earlyBytes, lateBytes }: Pick<Soak, "earlyBytes" | "lateBytes">): boolean {
  return lateBytes <= earlyBytes * MOST_GROWTH;
}

export function soakText({ seconds, rate, events, workers, earlyBytes, lateBytes, peakBytes }: Soak): string {
  const megabytes = (bytes: number) => `${grouped(bytes / 1e6)} MB`;
  return [
    `Soak: ${grouped(seconds / 60)} minutes at ${grouped(rate)} events/s, ${workers} workers; ${grouped(events)} events in, as many results out.`,
    `Resident memory: ${megabytes(earlyBytes)} (median of the second sixth of the time), ${megabytes(lateBytes)} (of the last sixth), at most ${megabytes(peakBytes)}: ${isFlat({ earlyBytes, lateBytes }) ? "flat" : "not flat"} (asked: the last at most ${MOST_GROWTH} times the second).`,
  ].join("\n");
}
