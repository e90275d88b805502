/** How a process ends: drained on the first signal, at once on the second, and never silently. */
import type { Log } from "./log.ts";

/** milliseconds; a drain that takes longer is cut off */
export const DRAIN_MS = 8_000;

export interface Lifecycle {
  /** True from the first signal on. */
  readonly ending: boolean;
  /** True once something failed for good. */
  readonly failed: boolean;
  /** Logs the error and ends the process with 1. */
  fail(error: unknown, message: string): void;
}

/**
 * Installs handlers for SIGTERM, SIGINT, unhandled rejections and uncaught exceptions.
 * @param drain ends the work; exit status 0 when it resolves in time, else 1
 */
export function manageLifecycle(log: Log, drain: () => Promise<void>): Lifecycle {
  const state = {
    ending: false,
    failed: false,
    fail(error: unknown, message: string): void {
      state.failed = true;
      log.fatal({ err: error }, message);
      process.exit(1);
    },
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (state.ending) {
      log.warn({ signal }, "second signal, ending at once");
      process.exit(1);
    }
    state.ending = true;
    log.info({ signal }, "draining");
    const limit = setTimeout(() => {
      log.error({ ms: DRAIN_MS }, "not drained in time");
      process.exit(1);
    }, DRAIN_MS);
    drain().then(
      () => {
        clearTimeout(limit);
        log.info("ended");
        process.exit(0);
      },
      (error: unknown) => state.fail(error, "drain failed"),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  process.on("unhandledRejection", (error) => state.fail(error, "unhandled rejection"));
  process.on("uncaughtException", (error) => state.fail(error, "uncaught exception"));
  return state;
}
