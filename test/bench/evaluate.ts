/**
 * `npm run bench:evaluate [ROUNDS [STACK...]]`: what evaluating the program costs on each stack file, and with many topics and users; each
 * time a process of its own, as `up` starts it. Rounds alternate; the table shows medians with least and most.
 */
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compileCache } from "../../components/local/compile-cache.ts";
import { projectRoot } from "../../components/local/folder.ts";
import { programArguments } from "../../infra/node-arguments.ts";
import { readStackFile, stackNames } from "../../infra/stack-file.ts";
import { run } from "../support/platform.ts";
import { decimals, grouped, median } from "./support/stats.ts";

interface Row {
  title: string;
  args: string[];
  /** Seconds and bytes that were asked for at most. */
  asked?: { seconds: number; bytes?: number };
  seconds: number[];
  /** Seconds of processors, which other load on the machine changes little. */
  cpu: number[];
  bytes: number[];
  resources: number;
}

const { positionals } = parseArgs({ allowPositionals: true });
const [given = "5", ...chosen] = positionals;
const rounds = Number(given);
const STACK = { seconds: 2.5, bytes: 350e6 };
const MANY_SECONDS = 10;
/** Topics, of which there are five for each user. */
const counts = [250, 500, 1000, 2000];

const row = (title: string, args: string[], asked?: Row["asked"]): Row => ({
  title,
  args,
  ...(asked ? { asked } : {}),
  seconds: [],
  cpu: [],
  bytes: [],
  resources: 0,
});
// What another stack tells is not there without that stack.
const alone = stackNames().filter((stack) => (readStackFile(stack) as any).kafka.backend !== "referenced");
const rows = [
  ...(chosen.length > 0 ? chosen : alone).map((stack) => row(stack, [stack], STACK)),
  ...(chosen.length > 0 ? [] : counts).map((topics) =>
    row(
      `kubernetes-production, ${grouped(topics)} topics and ${grouped(topics / 5)} users more`,
      ["kubernetes-production", String(topics), String(topics / 5)],
      topics === 1000 ? { seconds: MANY_SECONDS } : undefined,
    ),
  ),
];

async function measure(of: Row): Promise<void> {
  const started = performance.now();
  const script = join(projectRoot, "test/bench/evaluate-stack.ts");
  const result = await run(process.execPath, [...programArguments, script, ...of.args], compileCache());
  if (result.code !== 0) throw new Error(`${of.title}: ${result.stderr}`);
  of.seconds.push((performance.now() - started) / 1000);
  const { peakBytes, cpuSeconds, resources } = JSON.parse(result.stdout);
  of.cpu.push(cpuSeconds);
  of.bytes.push(peakBytes);
  of.resources = resources;
}

// Compiled code is kept by the first process of all.
await measure(row("", ["kubernetes-production"]));
await measure(row("", ["local"]));
for (let round = 1; round <= rounds; round++) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  for (const each of rows) await measure(each);
}

console.log(`${cpus().length} cores (${cpus()[0]?.model}), Node ${process.versions.node}, ${rounds} rounds\n`);
console.log(
  "| stack | resources | time | range | CPU | memory | range | asked at most |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
);
for (const { title, resources, seconds, cpu, bytes, asked } of rows)
  console.log(
    `| ${[
      title,
      grouped(resources),
      `${decimals(median(seconds))} s`,
      `${decimals(Math.min(...seconds))} to ${decimals(Math.max(...seconds))}`,
      `${decimals(median(cpu))} s`,
      `${grouped(median(bytes) / 1e6)} MB`,
      `${grouped(Math.min(...bytes) / 1e6)} to ${grouped(Math.max(...bytes) / 1e6)}`,
      asked ? `${asked.seconds} s${asked.bytes === undefined ? "" : `, ${grouped(asked.bytes / 1e6)} MB`}` : "",
    ].join(" | ")} |`,
  );
