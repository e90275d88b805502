/** The OpenTelemetry Collector itself, built from its Go modules once, on ports of this machine. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../../../app/test/integration/processes.ts";
import { type ReceivedSpan, spansOf } from "../../../app/test/ops/tracing/receiver.ts";
import type { PORTS } from "../../../components/tracing/collector-config.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { traceCollector } from "../../../infra/versions.ts";
import { builtOnce, go } from "../../kubernetes/control-plane/go.ts";

const run = promisify(execFile);

/** Why it cannot be started here; false: it can. */
export const noCollector: string | false = findOnPath("go") === undefined ? "go is not on PATH" : false;

/** Takes minutes the first time. */
export async function collectorProgram(): Promise<string> {
  const folder = await builtOnce(`otelcol-${traceCollector.version}`, async (building) => {
    const out = join(building, "otelcol");
    await go(join(import.meta.dirname, "collector"), ["build", "-trimpath", "-ldflags", "-s -w", "-o", out, "."]);
  });
  return join(folder, "otelcol");
}

export interface Collector {
  output(): string;
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** What it says of a configuration: nothing when it takes it. */
export async function validated(program: string, file: string, config: object): Promise<string> {
  writeFileSync(file, JSON.stringify(config));
  return run(program, ["validate", `--config=${file}`]).then(
    () => "",
    (error: Error & { stderr?: string }) => error.stderr || error.message,
  );
}

/** Resolves when its own health page says that it is ready. */
export async function startCollector(
  program: string,
  file: string,
  config: object,
  { health }: Pick<Record<keyof typeof PORTS, number>, "health">,
  env: Record<string, string> = {},
): Promise<Collector> {
  writeFileSync(file, JSON.stringify(config));
  const child: ChildProcess = spawn(program, [`--config=${file}`], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (data) => {
      said += data;
    });
  const ended = once(child, "exit");
  const collector = {
    output: () => said,
    async end(signal: NodeJS.Signals = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await ended;
    },
  };
  try {
    await until("the collector is ready", 30, async () => (await fetch(`http://127.0.0.1:${health}/`)).ok);
  } catch (error) {
    await collector.end("SIGKILL");
    throw new Error(`${(error as Error).message}\n${said}`);
  }
  return collector;
}

/** What a collector's file exporter has written. */
export function writtenSpans(file: string): ReceivedSpan[] {
  if (!existsSync(file)) return [];
  // The last line may be half written.
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.filter((line) => line !== "").flatMap(spansOf);
}
