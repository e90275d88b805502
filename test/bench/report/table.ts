/** The figures as a table for the terminal, which is Markdown as well. */
import type { ContenderResult, RowResult } from "../rows/compare.ts";
import { decimals, grouped } from "../support/stats.ts";
import type { Results } from "./results.ts";

const heads = [
  "work",
  "by",
  "records/s, median",
  "least to most",
  "CPU s per million",
  "broker's",
  "peak MB",
  "against it",
  "asked",
];

function cells(row: RowResult, contender: ContenderResult): string[] {
  if (contender.missing !== undefined)
    return [row.title, contender.name, `missing: ${contender.missing}`, "", "", "", "", "", ""];
  const { rate } = contender;
  const target = row.targets.find(({ rival }) => rival === contender.id);
  return [
    row.title,
    contender.name,
    grouped(rate.median),
    `${grouped(rate.least)} to ${grouped(rate.most)}`,
    decimals(contender.cpuPerMillion ?? Number.NaN),
    decimals(contender.brokerCpuPerMillion ?? Number.NaN),
    grouped((contender.peakBytes ?? Number.NaN) / 1e6),
    target === undefined ? "" : `${decimals(target.reached ?? Number.NaN)}x`,
    target === undefined ? "" : `${target.atLeast}x ${(target.reached ?? 0) >= target.atLeast ? "reached" : "missed"}`,
  ];
}

/** A Markdown table whose columns line up. */
export function aligned(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(rows[0]!), line(widths.map((width) => "-".repeat(width))), ...rows.slice(1).map(line)].join("\n");
}

export function table(results: Results): string {
  const body = results.rows.flatMap((row) => row.contenders.map((contender) => cells(row, contender)));
  return `${results.machine}\n${results.versions}\n${results.rounds} rounds of ${grouped(results.records)} records\n\n${aligned([heads, ...body])}`;
}
