/** The first contact with Kafka, which may come up later than we do. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "./errors.ts";
import type { Log } from "./log.ts";

const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 5_000;

/** Tries until it succeeds, with growing pauses; a ConfigError is not tried again. */
export async function untilStarted<T>(log: Log, start: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
    try {
      return await start();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      log.warn({ reason: messageOf(error), retryInMs: wait }, "Kafka is not there for us yet");
      await sleep(wait);
    }
  }
}
