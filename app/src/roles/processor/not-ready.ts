/** Why a worker's thread does not do its work, as /ready tells it. */
import type { ConsumerState } from "../../kafka/port.ts";

/** Without a fetch for so long the worker counts as not consuming. */
const IDLE_MS = 20_000;
/** A leader's move takes a moment, and is no reason to be called unready. */
const FAILING_MS = 2_000;
/** Nothing fails, as somebody is still waited for, such as brokers that cannot end a transaction; but it takes too long. */
const STUCK_MS = 15_000;

export interface Progress {
  state: ConsumerState;
  idleMs(): number;
  failingMs(): number;
  stuckMs(): number;
  waitingMs(): number;
}

/** @returns sentences; none when it does its work */
export function reasonsOf(index: number, source: Progress): string[] {
  const consuming = source.state === "consuming";
  return [
    ...(consuming ? [] : [`worker ${index} is ${source.state}`]),
    ...(consuming && source.idleMs() > IDLE_MS ? [`worker ${index} does not fetch`] : []),
    ...(source.failingMs() > FAILING_MS ? [`worker ${index} cannot write to Kafka`] : []),
    ...(consuming && source.stuckMs() > STUCK_MS ? [`worker ${index} makes no progress`] : []),
    ...(source.waitingMs() > FAILING_MS ? [`worker ${index} waits: its records cannot be worked on now`] : []),
  ];
}
