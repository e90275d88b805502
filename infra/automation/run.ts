/**
 * The process of one run: `node run.ts JOB`. Lines of JSON (job.ts) go to file descriptor 3, and standard input is held open by
 * the caller: when it closes, the caller is gone and the run is cancelled. First SIGINT: cancel; second: do not wait either.
 */
import { writeSync } from "node:fs";
import { asTributaryError } from "../../components/errors.ts";
import type { Job, JobLine } from "./job.ts";
import { runJob } from "./runner.ts";

/** Milliseconds for what must be written down after a second SIGINT. */
const forceMs = 3_000;

const job = JSON.parse(process.argv[2] ?? "{}") as Job;
const controller = new AbortController();
const forces: (() => void)[] = [];

function interrupt(): void {
  if (!controller.signal.aborted) {
    controller.abort();
    return;
  }
  for (const force of forces) force();
  setTimeout(() => process.exit(130), forceMs).unref();
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
process.stdin.on("end", () => controller.abort());
process.stdin.on("error", () => controller.abort());
process.stdin.resume();

let callerIsThere = true;
function tell(line: JobLine): void {
  if (!callerIsThere) return;
  try {
    writeSync(3, `${JSON.stringify(line)}\n`);
  } catch {
    callerIsThere = false;
  }
}

let exitCode = 0;
try {
  const onForce = (force: () => void) => forces.push(force);
  tell({ type: "result", result: await runJob(job, { tell, signal: controller.signal, onForce }) });
} catch (thrown) {
  const error = asTributaryError(thrown);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  tell({ type: "error", error: error.toJSON(), stack });
  exitCode = error.exitCode;
}
// Connections that a provider keeps open must not keep the process.
process.exit(exitCode);
