/** `npm run bench`: the figures of BENCHMARKS.md, all of one run, side by side on one real broker. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BenchOptions, help, parseOptions, UsageError } from "./options.ts";
import { profileText } from "./report/profile.ts";
import { type Results, runHead, saveResults } from "./report/results.ts";
import { isFlat, soakText, terminalText } from "./report/table.ts";
import { runRow } from "./rows/compare.ts";
import { makeRow, rowNames } from "./rows/index.ts";
import type { Bench } from "./rows/row.ts";
import type { RowResult } from "./rows/summary.ts";
import { runSoak } from "./soak.ts";
import { startBroker } from "./support/broker.ts";
import { endAll } from "./support/child.ts";
import { JavaPrograms } from "./support/java.ts";
import { writePayloads } from "./support/payloads.ts";
import { Topics } from "./support/topics.ts";

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Everything that rows need, around some work. */
async function withBench<T>(options: BenchOptions, work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-programs-"));
  const java = await JavaPrograms.prepare(folder, say);
  const broker = await startBroker(options.port, say);
  const topics = new Topics(broker.address);
  const clean = async (): Promise<void> => {
    await endAll();
    await topics.close().catch(() => {});
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void clean().then(() => process.exit(130)));
  try {
    const { rounds, records, rate } = options;
    const good = writePayloads(folder, "good", 0);
    const mixed = writePayloads(folder, "mixed", 50);
    const opsPort = options.port + 2;
    const nodeFlags: string[] = [];
    return await work({ broker, java, topics, good, mixed, rounds, records, rate, folder, opsPort, nodeFlags, say });
  } finally {
    await clean();
  }
}

/** Half of what the slowest in the row holds. */
function steadyRate(row: RowResult): number | undefined {
  const rates = row.contenders.map(({ rate }) => rate.median);
  return rates.every(Number.isFinite) ? Math.round(Math.min(...rates) / 2) : undefined;
}

/** Flags of Node that write a profile of each process and worker into a folder of the row's. */
function profiling(folder: string, row: string): string[] {
  const own = resolve(folder, row);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${own}`];
}

async function measure(bench: Bench, options: BenchOptions): Promise<Results> {
  const rows: RowResult[] = [];
  let rate = options.rate;
  for (const name of options.rows) {
    const nodeFlags = options.profile === undefined ? [] : profiling(options.profile, name);
    const own = { ...bench, rate, nodeFlags };
    const row = await runRow(own, makeRow(name, own));
    if (name === "at-least-once") rate ??= steadyRate(row);
    rows.push(row);
  }
  const results: Results = { ...runHead(options.rounds, options.records), rows };
  if (options.soakSeconds === undefined) return results;
  if (rate === undefined) throw new UsageError("--soak needs --rate, or the row at-least-once in the same run.");
  return { ...results, soak: await runSoak(bench, options.soakSeconds, rate) };
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const results = await withBench(options, (bench) => measure(bench, options));
  process.stdout.write(`${terminalText(results)}\n`);
  if (results.soak !== undefined) {
    process.stdout.write(`\n${soakText(results.soak)}\n`);
    if (!isFlat(results.soak)) process.exitCode = 1;
  }
  for (const name of options.profile === undefined ? [] : options.rows)
    process.stdout.write(
      `\n${name}: what Tributary's CPU went into\n${profileText(resolve(options.profile!, name))}\n`,
    );
  const whole = options.rows.length === rowNames.length;
  if (!options.keep || !(whole || (options.rows.length === 0 && results.soak !== undefined))) {
    say("Not kept in test/bench/results.json: only a run of all rows, or of a soak alone, is.");
    return;
  }
  saveResults(results);
  say("Kept in test/bench/results.json; npm run generate makes BENCHMARKS.md and docs/bench.svg from it.");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) {
    say(`${error.message} --help tells more.`);
    process.exitCode = 2;
    return;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
