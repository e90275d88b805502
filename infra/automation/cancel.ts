/** Ends the run that is under way on a stack, from another process. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../components/errors.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { holder } from "./lock.ts";

export interface CancelOptions {
  /** Do not wait for the steps under way. Default: false. */
  force?: boolean;
  /** Milliseconds to wait until the run has ended. Default: 60 000. */
  waitMs?: number;
}

/**
 * Asks the run to stop after the steps under way; `up` or `down` can go on from there.
 * @returns whether there was a run
 * @throws TRB_NOT_READY when it has not ended in time
 */
export async function cancel(stack: string, { force = false, waitMs = 60_000 }: CancelOptions = {}): Promise<boolean> {
  const folder = stackFolder(stack);
  const run = await holder(folder);
  if (!run) return false;
  const ended = async () => (await holder(folder))?.run !== run.run;
  process.kill(run.pid, "SIGINT");
  if (force) {
    await sleep(200);
    if (!(await ended())) process.kill(run.pid, "SIGINT");
  }
  for (const until = Date.now() + waitMs; !(await ended()); await sleep(100)) {
    if (Date.now() < until) continue;
    throw new TributaryError(
      "TRB_NOT_READY",
      `The run on stack ${stack} (process ${run.pid}) has not ended within ${waitMs / 1000} s.`,
      {
        hint: "Wait, or use --force.",
      },
    );
  }
  return true;
}
