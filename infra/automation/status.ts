/** What of a stack runs now. */
import { existsSync } from "node:fs";
import { stackFolder } from "../../components/local/folder.ts";
import type { ProcessStatus } from "../../components/local/supervisor/api.ts";
import { connectSupervisor } from "../../components/local/supervisor/client.ts";
import { readStackFile } from "../stack-file.ts";
import { type Holder, holder } from "./lock.ts";
import { readOwner } from "./ownership.ts";
import { readRecords } from "./records.ts";
import { readOutputs } from "./stored-outputs.ts";
import { readTraffic, type Traffic } from "./traffic.ts";
import type { EngineName, RunRecord } from "./types.ts";

export interface StackStatus {
  stack: string;
  folder: string;
  /** Whether the stack is deployed, and all its processes run and are ready. */
  up: boolean;
  /** Null: never deployed. */
  engine: EngineName | null;
  /** The run that is under way. */
  running: Holder | null;
  lastRun: RunRecord | null;
  supervisor: { pid: number } | null;
  processes: ProcessStatus[];
  events: Traffic | null;
}

/**
 * Looks, and starts nothing.
 * @param configFile a stack file elsewhere; only to tell a stack that is not up from one that is not known
 * @throws TRB_STACK_UNKNOWN when the stack has neither a folder nor a file
 */
export async function status(stack: string, configFile?: string): Promise<StackStatus> {
  const folder = stackFolder(stack);
  if (!existsSync(folder.root)) readStackFile(stack, configFile);
  const running = await holder(folder);
  const supervisor = existsSync(folder.path("supervisor")) ? await connectSupervisor(folder) : undefined;
  const told = await supervisor?.status();
  const processes = told?.processes ?? [];
  return {
    stack,
    folder: folder.root,
    up: processes.length > 0 && processes.every(({ ready }) => ready) && readOutputs(folder) !== undefined,
    engine: readOwner(folder)?.engine ?? null,
    running: running ?? null,
    lastRun: readRecords(folder, running?.run)[0] ?? null,
    supervisor: told ? { pid: told.pid } : null,
    processes,
    events: await readTraffic(processes),
  };
}
