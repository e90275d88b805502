/** Holds what went in against what came out, event by event. */
import assert from "node:assert/strict";
import { countIds } from "./events.ts";
import type { Platform } from "./platform.ts";
import { readAll, until } from "./reader.ts";

export interface Account {
  missing: string[];
  duplicates: number;
  processed: number;
}

export async function account(platform: Platform, ids: string[]): Promise<Account> {
  const records = await readAll(platform, "login-events-processed");
  const counts = countIds(records.map(({ value }) => value));
  return {
    missing: ids.filter((id) => !counts.has(id)),
    duplicates: ids.reduce((sum, id) => sum + Math.max(0, (counts.get(id) ?? 0) - 1), 0),
    processed: records.length,
  };
}

/** Waits until every event is in the output, and fails with the ids that are not. */
export async function accountForAll(platform: Platform, ids: string[], seconds = 90): Promise<Account> {
  let last: Account | undefined;
  await until("every event in the output", seconds, async () => {
    last = await account(platform, ids);
    return last.missing.length === 0;
  }).catch(() => undefined);
  assert.ok(last, "the output could not be read");
  assert.deepEqual(last.missing.slice(0, 20), [], `${last.missing.length} of ${ids.length} events are lost`);
  return last;
}
