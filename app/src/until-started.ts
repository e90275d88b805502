/** The first contact with Kafka, which may come up later than we do. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "./errors.ts";
import { refusalOf } from "./kafka/auth/login-errors.ts";
import type { Log } from "./log.ts";

const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 5_000;
/** A user that was made just now may not be known to every broker yet; after so many refusals it will not become so. */
export const REFUSALS_AT_START = 3;

/** Tries until it succeeds, with growing pauses; a ConfigError is not tried again, and a refused login (LoginRefusedError) not for long. */
export async function untilStarted<T>(log: Log, start: () => Promise<T>): Promise<T> {
  let refusals = 0;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    try {
      return await start();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const refusal = refusalOf(error);
      if (refusal !== undefined) {
        refusals += 1;
        if (refusals >= REFUSALS_AT_START) throw refusal;
      }
      log.warn({ reason: messageOf(error), retryInMs: wait }, "Kafka is not there for us yet");
      await sleep(wait);
    }
  }
}
