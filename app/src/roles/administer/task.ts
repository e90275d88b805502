/** What each part of the work is given. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterAdmin } from "../../kafka/admin/admin.ts";

export interface Task {
  admin: ClusterAdmin;
  /** Told after each change, one short sentence. */
  changed: (what: string) => void;
}

const SETTLE_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Kafka's controller answers before its brokers know: what was changed counts as done when it shows.
 * @throws Error when it does not in time
 */
export async function settled(what: string, shows: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + SETTLE_MS; !(await shows()); await sleep(PAUSE_MS))
    if (Date.now() > until) throw new Error(`${what} does not show after ${SETTLE_MS / 1_000} s`);
}
