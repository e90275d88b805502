/** Runs a program once, for itself, so that Java writes down the classes that its start loads. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessSpec } from "../supervisor/api.ts";
import { isReady } from "../supervisor/readiness.ts";
import type { Java } from "./find.ts";

/** Milliseconds until the program must be ready, and until Java must have written the archive. */
const startTimeoutMs = 120_000;
const endTimeoutMs = 120_000;

/**
 * Ends its program as soon as its own input ends: when this process has seen enough, and also when it is killed.
 */
const leash = '"$@" & program=$!; read -r _; kill "$program"; wait "$program"';

export interface TrainingProgram {
  /** For `java`. */
  args: string[];
  ready: ProcessSpec["ready"];
  /** What a client does first, when it is ready. */
  exercise?: () => Promise<void>;
}

/**
 * Writes the class archive of a program.
 * @param folder where it runs
 * @throws a plain Error with a short reason
 */
export async function train(java: Java, program: TrainingProgram, archive: string, folder: string): Promise<void> {
  const flags = [`-XX:ArchiveClassesAtExit=${archive}`, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"];
  const child = spawn("sh", ["-c", leash, "sh", java.command, ...flags, ...program.args], {
    cwd: folder,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(child, "exit");
  try {
    const until = Date.now() + startTimeoutMs;
    while (!(await isReady(program.ready))) {
      if (child.exitCode !== null) throw new Error(`the program ended with exit code ${child.exitCode}`);
      if (Date.now() > until) throw new Error("the program was not ready in time");
      await sleep(100);
    }
    await program.exercise?.();
  } finally {
    child.stdin.end();
    const late = setTimeout(() => child.kill("SIGKILL"), endTimeoutMs);
    await ended;
    clearTimeout(late);
  }
  if (!existsSync(archive)) throw new Error("Java wrote no archive");
}
