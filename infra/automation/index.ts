/**
 * The automation library: the only way in to a stack, for the command line, for programs and for tests.
 * Each run is a process of its own that tells typed events; errors are TributaryErrors with stable codes; runs are recorded in
 * the stack's folder, and there is one run at a time on a stack.
 */
import { TributaryError } from "../../components/errors.ts";
import { stackFolder } from "../../components/local/folder.ts";
import type { Job } from "./job.ts";
import { holder } from "./lock.ts";
import { readEvents, readRecords } from "./records.ts";
import { startRun } from "./start-run.ts";
import { readOutputs } from "./stored-outputs.ts";
import type { Operation, RunEvent, RunOptions, RunRecord, RunResult } from "./types.ts";

export { TributaryError } from "../../components/errors.ts";
export { type CancelOptions, cancel } from "./cancel.ts";
export { type StackStatus, status } from "./status.ts";
export type { Traffic } from "./traffic.ts";
export type * from "./types.ts";

/** What `up` would do. Creates, changes and deletes nothing. */
export async function preview(options: RunOptions): Promise<RunResult> {
  return await startRun(jobOf("preview", options), options);
}

/** Makes the stack what its settings say. */
export async function up(options: RunOptions): Promise<RunResult> {
  return await startRun(jobOf("up", options), options);
}

/** Makes the engine's state what is really there. */
export async function refresh(options: RunOptions): Promise<RunResult> {
  return await startRun(jobOf("refresh", options), options);
}

/** Deletes the stack's resources. Data of a local stack stays: topics, users and schemas are deleted with their cluster only. */
export async function destroy(options: RunOptions): Promise<RunResult> {
  return await startRun(jobOf("destroy", options), options);
}

/**
 * `destroy`, and then stops every process that is left, also after a crash of any part.
 * @param options.purge also removes the stack's folder: data, keys, passwords, logs. Default: false.
 * @throws TRB_DATA_PROTECTED without `purge` for a stack on a cloud: its disks are resources, which go with it
 */
export async function down(options: RunOptions & { purge?: boolean }): Promise<RunResult> {
  return await startRun({ ...jobOf("destroy", options), afterDestroy: options.purge ? "purge" : "stop" }, options);
}

/**
 * Outputs of the last run, secrets replaced by "[secret]".
 * @throws TRB_STACK_DOWN when the stack is not deployed
 */
export function outputs(stack: string): Record<string, unknown> {
  const found = readOutputs(stackFolder(stack));
  if (found) return found;
  throw new TributaryError("TRB_STACK_DOWN", `Stack ${stack} is not up, so it has no outputs.`, {
    hint: `Run \`npm run up -- ${stack}\`.`,
  });
}

/** Records of the stack's runs, the latest first; at most 100 are kept. */
export async function history(stack: string): Promise<RunRecord[]> {
  const folder = stackFolder(stack);
  return readRecords(folder, (await holder(folder))?.run);
}

/** Events of a run that was recorded, in order; empty when there is no such run. */
export function runEvents(stack: string, run: string): RunEvent[] {
  return readEvents(stackFolder(stack), run);
}

function jobOf(operation: Operation, { stack, engine = "auto", adopt = false, configFile }: RunOptions): Job {
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(stack) || /^\.+$/.test(stack)) {
    throw new TributaryError(
      "TRB_STACK_UNKNOWN",
      `"${stack}" is not a name of a stack: letters, digits, ".", "_" and "-" are.`,
    );
  }
  return { operation, stack, engine, adopt, configFile };
}
