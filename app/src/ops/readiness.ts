/** Counts the time in which a process is not ready, as its /ready tells it. */
import type { Counter } from "prom-client";

const LOOK_MS = 1_000;

/**
 * Looks each second, and adds what has passed since the look before when the process was not ready then; until the first look it
 * was not.
 * @param now milliseconds since the start of the process
 * @returns a look at other times, e.g. when the counter is read
 */
export function countNotReady(notReady: () => string[], counter: Counter, now = () => performance.now()): () => void {
  let before = 0;
  let wasReady = false;
  const look = (): void => {
    const at = now();
    if (!wasReady) counter.inc((at - before) / 1_000);
    before = at;
    wasReady = notReady().length === 0;
  };
  setInterval(look, LOOK_MS).unref();
  return look;
}
