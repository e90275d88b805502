/** Waits for a process on behalf of a caller, and tells him why it is in vain. */
import { once } from "node:events";
import { type ErrorCode, TributaryError } from "../../errors.ts";
import { lastWords } from "./log-file.ts";
import type { ManagedProcess, Surroundings } from "./managed.ts";
import { supervisorFile } from "./paths.ts";

interface Keeping {
  /** Throws when waiting makes no sense any more. */
  check: () => void;
  /** It shall not run any more. */
  giveUp: (why: string) => void;
}

/**
 * @param waitMs milliseconds
 * @throws TRB_NOT_READY: it goes on running; TRB_PROCESS_FAILED: it ended again and again and is stopped
 */
export async function waitUntilReady(
  managed: ManagedProcess,
  around: Surroundings,
  waitMs: number,
  keeping: Keeping,
): Promise<void> {
  const { name } = managed;
  const failed = (code: ErrorCode, what: string): TributaryError => {
    const log = supervisorFile.log(around.folder, name);
    const words = lastWords(log);
    return new TributaryError(code, words ? `${what}; its log says: ${words}` : `${what}.`, {
      hint: `Read ${log}.`,
      details: { process: name, state: managed.state, lastExit: managed.lastExit, log },
    });
  };
  const signal = AbortSignal.timeout(waitMs);
  while (!managed.ready) {
    keeping.check();
    if (!managed.wanted) throw failed("TRB_PROCESS_FAILED", `${name} was removed before it was ready`);
    if (managed.failures >= around.tuning.hopelessAfter) {
      await managed.serially(() => managed.stop());
      keeping.giveUp(managed.lastExit ?? "");
      throw failed(
        "TRB_PROCESS_FAILED",
        `${name} ended ${managed.failures} times before it was ready (${managed.lastExit})`,
      );
    }
    try {
      await once(managed.events, "change", { signal });
    } catch {
      throw failed("TRB_NOT_READY", `${name} is not ready after ${waitMs / 1000} s`);
    }
  }
}
