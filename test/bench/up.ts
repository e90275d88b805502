/**
 * `npm run bench:up`: how long `up` takes from nothing to the first processed event, beside the bare broker's own start;
 * what evaluating the program costs beside an empty Pulumi program; what the whole stack holds in memory.
 * Rounds alternate, the table shows medians with least and most. Downloads are warm: one `up` is run first and not counted.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { compileCache } from "../../components/local/compile-cache.ts";
import { projectRoot } from "../../components/local/folder.ts";
import { ensureArtifacts, findJava } from "../../components/local/java/index.ts";
import { programArguments } from "../../infra/node-arguments.ts";
import { Platform, run } from "../support/platform.ts";

const rounds = Number(process.argv[2] ?? 5);

interface Series {
  name: string;
  unit: string;
  asked: string;
  values: number[];
}
const series: Series[] = [];
function record(name: string, unit: string, asked: string, value: number): void {
  const known = series.find((candidate) => candidate.name === name);
  if (known) known.values.push(value);
  else series.push({ name, unit, asked, values: [value] });
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measureUp(): Promise<void> {
  const platform = new Platform({
    stack: "bench-up",
    basePort: 24000,
    generator: { eventsPerSecond: 20, brokenShare: 0.02 },
  });
  try {
    const started = performance.now();
    const args = [platform.options.stack, "--config-file", platform.stackFile, "--engine", "embedded", "--json"];
    const up = await run("npm", ["run", "--silent", "up", "--", ...args], { TRIBUTARY_HOME: platform.home });
    record("up, from nothing to events processed", "s", "at most 15", (performance.now() - started) / 1000);
    if (!/"processed":\s*[1-9]/.test(up.stdout)) throw new Error(`no event was processed:\n${up.stdout}`);
    const status = JSON.parse((await platform.cli("status", ["--json"])).stdout) as {
      processes: { residentBytes: number | null }[];
      supervisor?: { pid: number };
    };
    const bytes = status.processes.reduce((sum, process) => sum + (process.residentBytes ?? 0), 0);
    record("resident memory of the stack's processes", "MB", "under 1500", bytes / 1e6);
  } finally {
    await platform.dispose();
  }
}

/** A plaintext broker with Kafka's defaults: formatted, then started until its port answers. */
async function measureBareBroker(): Promise<void> {
  const java = await findJava(17);
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  const folder = mkdtempSync(join(tmpdir(), "tributary-bare-"));
  const properties = join(folder, "server.properties");
  writeFileSync(
    properties,
    [
      "process.roles=broker,controller",
      "node.id=1",
      "controller.quorum.voters=1@127.0.0.1:24091",
      "listeners=PLAINTEXT://127.0.0.1:24090,CONTROLLER://127.0.0.1:24091",
      "controller.listener.names=CONTROLLER",
      "offsets.topic.replication.factor=1",
      `log.dirs=${join(folder, "data")}`,
    ].join("\n"),
  );
  const flags = ["-Xmx384m", "-cp", classpath.join(":")];
  const started = performance.now();
  const format = ["kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", properties];
  const formatted = spawnSync(java.command, [...flags, ...format], { stdio: "ignore" });
  if (formatted.status !== 0) throw new Error("the bare broker's folder could not be formatted");
  const broker = spawn(java.command, [...flags, "kafka.Kafka", properties], { stdio: "ignore", cwd: folder });
  try {
    while (!(await answers(24090))) await new Promise((resolve) => setTimeout(resolve, 20));
    record("the bare broker: format and start", "s", "", (performance.now() - started) / 1000);
  } finally {
    const gone = new Promise((resolve) => broker.on("exit", resolve));
    broker.kill("SIGKILL");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** @param env the compile cache, when the automation library would run the program with it */
async function measureEvaluation(script: string, name: string, env: Record<string, string> = {}): Promise<void> {
  const started = performance.now();
  const args = script === "evaluate-stack.ts" ? programArguments : [];
  const result = await run(process.execPath, [...args, join(projectRoot, "test/bench", script)], env);
  if (result.code !== 0) throw new Error(`${script}: ${result.stderr}`);
  record(`${name}: time`, "s", "", (performance.now() - started) / 1000);
  record(
    `${name}: memory`,
    "MB",
    script === "evaluate-stack.ts" ? "under 300" : "",
    JSON.parse(result.stdout).peakBytes / 1e6,
  );
}

await measureUp();
series.length = 0;
for (let round = 1; round <= rounds; round++) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  await measureBareBroker();
  await measureUp();
  await measureEvaluation("evaluate-empty.ts", "an empty Pulumi program");
  await measureEvaluation("evaluate-stack.ts", "the program on stack local", compileCache());
  await measureEvaluation("evaluate-empty.ts", "an empty program with our compile cache", compileCache());
  await measureEvaluation("evaluate-stack.ts", "the program without the compile cache");
}

const of = (name: string) => median(series.find((candidate) => candidate.name === name)?.values ?? []);
const rows = series.map(({ name, unit, asked, values }) => [
  name,
  `${median(values).toFixed(2)} ${unit}`,
  `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`,
  asked ? `${asked} ${unit}` : "",
]);
const ratio = (a: string, b: string) => (of(a) / of(b)).toFixed(2);
rows.push([
  "up, against the bare broker",
  ratio("up, from nothing to events processed", "the bare broker: format and start"),
  "",
  "",
]);
const empty = "an empty Pulumi program: time";
for (const [what, ours, against, asked] of [
  ["evaluating as `up` does, against an empty program", "the program on stack local: time", empty, "at most 1.3"],
  [
    "the same, both with the compile cache",
    "the program on stack local: time",
    "an empty program with our compile cache: time",
  ],
  ["the same, both without", "the program without the compile cache: time", empty],
] as const)
  rows.push([what, ratio(ours, against), "", asked ?? ""]);
console.log(
  `${cpus().length} cores (${cpus()[0]?.model}), ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}, ${rounds} rounds\n`,
);
console.log("| what | median | range | asked |\n| --- | --- | --- | --- |");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
