/** The application's real processes, as the platform runs them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { AppConfigInput } from "../../src/config.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export interface Running {
  child: ChildProcess;
  output: () => string;
  /** Sends the signal; resolves with the exit status and the milliseconds it took. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
}

/**
 * @param env on top of what every process has
 * @param name of its configuration's file
 */
export function startApp(
  folder: string,
  config: AppConfigInput,
  args: string[] = [],
  input?: string,
  env: Record<string, string> = {},
  name = config.instance,
): Running {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env["PATH"], TRIBUTARY_CONFIG: file, TRIBUTARY_SECRETS_DIR: folder, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin!.end(input ?? "");
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const ended = once(child, "exit");
  return {
    child,
    output: () => text,
    async end(signal) {
      const began = Date.now();
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return { code, ms: Date.now() - began };
    },
  };
}

/**
 * Runs to its end.
 * @param name of its configuration's file. Default: its instance
 */
export async function runApp(
  folder: string,
  config: object,
  args: string[],
  input: string,
  name?: string,
): Promise<{ code: number | null; output: string }> {
  const app = startApp(folder, config as AppConfigInput, args, input, {}, name);
  const [code] = (await once(app.child, "close")) as [number | null];
  return { code, output: app.output() };
}

/** Asks each 100 ms until the answer is not false. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | false>): Promise<T> {
  for (const deadline = Date.now() + seconds * 1_000; Date.now() < deadline; await sleep(100)) {
    const answer = await ask().catch(() => false as const);
    if (answer !== false) return answer;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

export async function ready(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/ready`)).ok;
}
