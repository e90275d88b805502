/** The part of BENCHMARKS.md that is made from test/bench/results.json. */
import type { RowResult } from "../rows/summary.ts";
import { decimals, grouped } from "../support/stats.ts";
import { lastResults, type Results } from "./results.ts";
import { picture } from "./svg.ts";
import { aligned, asked, coresText, memoryLines, rowTable, soakText, verdict } from "./table.ts";

/** Every target, wins and losses alike. */
function overview(rows: RowResult[]): string {
  const lines = rows.flatMap((row) =>
    row.targets.map((target) => {
      const rival = row.contenders.find(({ id }) => id === target.rival);
      const missing = [row.contenders[0], rival].find((one) => one?.missing !== undefined);
      const reached = missing === undefined ? decimals(target.ratio ?? Number.NaN) : `no figure: ${missing.missing}`;
      return [row.title, rival?.name ?? target.rival, asked(target), reached, verdict(target)];
    }),
  );
  return aligned([["work", "against", "asked", "ours over it", ""], ...lines, ...memoryLines(rows)]);
}

function section(row: RowResult): string {
  const settings = row.contenders.map(({ name, settings: text }) => `- ${name}: ${text}`);
  return [
    `### ${row.title}`,
    rowTable(row),
    coresText(row),
    row.how.map((one) => `- ${one}`).join("\n"),
    "Settings:",
    settings.join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Nothing was measured yet: says so. */
export function benchmarks(results: Results | undefined = lastResults()): string {
  if (results === undefined) return "No figures have been kept yet: `npm run bench` makes them.";
  const head = [
    `Made ${results.at.slice(0, 16).replace("T", " ")} UTC with \`npm run bench\`: medians of ${results.rounds} rounds, ${grouped(results.records)} records a round.`,
    `- Machine: ${results.machine}.`,
    `- Versions: ${results.versions}.`,
  ].join("\n");
  const soak =
    results.soak === undefined ? "No soak has been kept yet: `npm run bench -- --soak 30m`." : soakText(results.soak);
  return [
    head,
    "![The figures as bars](docs/bench.svg)",
    "## Asked and reached",
    overview(results.rows),
    "## How each figure was made",
    ...results.rows.map(section),
    "### Memory over time",
    soak,
  ].join("\n\n");
}

/** docs/bench.svg; undefined when nothing was measured yet. */
export function benchPicture(results: Results | undefined = lastResults()): string | undefined {
  return results === undefined ? undefined : picture(results);
}
