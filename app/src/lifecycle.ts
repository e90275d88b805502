/** How a process ends: drained on the first signal, at once on the second, and never silently. */
import { EXIT } from "./exit.ts";
import type { Log } from "./log.ts";

/** milliseconds; a drain that takes longer is cut off. Whoever ends the process by force should wait for longer. */
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
 * @param drain ends the work; exit status 0 when it resolves in time, else 1, which is also that of a second signal
 * @param drainMs how long it may take
 */
export function manageLifecycle(log: Log, drain: () => Promise<void>, drainMs = DRAIN_MS): Lifecycle {
  const state = {
    ending: false,
    failed: false,
    fail(error: unknown, message: string): void {
      state.failed = true;
      log.fatal({ err: error }, message);
      process.exit(EXIT.failed);
    },
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (state.ending) {
      log.warn({ signal }, "second signal, ending at once");
      process.exit(EXIT.failed);
    }
    state.ending = true;
    log.info({ signal }, "draining");
    const limit = setTimeout(() => {
      log.error({ ms: drainMs }, "not drained in time");
      process.exit(EXIT.failed);
    }, drainMs);
    drain().then(
      () => {
        clearTimeout(limit);
        log.info("ended");
        process.exit(EXIT.ok);
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
