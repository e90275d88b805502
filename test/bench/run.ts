/** `npm run bench`: the figures of BENCHMARKS.md, all of one run, side by side on one real broker. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchOptions, help, parseOptions, UsageError } from "./options.ts";
import { type Results, runHead, saveResults } from "./report/results.ts";
import { table } from "./report/table.ts";
import { type RowResult, runRow } from "./rows/compare.ts";
import { makeRow } from "./rows/index.ts";
import type { Bench } from "./rows/row.ts";
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
    const { rounds, records } = options;
    const good = writePayloads(folder, "good", 0);
    const mixed = writePayloads(folder, "mixed", 50);
    return await work({ broker, java, topics, good, mixed, rounds, records, say });
  } finally {
    await clean();
  }
}

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const rows = await withBench(options, async (bench) => {
    const done: RowResult[] = [];
    for (const name of options.rows) done.push(await runRow(bench, makeRow(name, bench)));
    return done;
  });
  const results: Results = { ...runHead(options.rounds, options.records), rows };
  process.stdout.write(`${table(results)}\n`);
  if (options.write) saveResults(results);
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
