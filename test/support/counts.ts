/** What the application counted, beside what was sent. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Platform } from "./platform.ts";
import { readAll, until } from "./reader.ts";

/** A record of the counts' topic; what marks a partition's position has no dimension. */
type Count = { window_start: number; dimension?: string; value: string | null; count: number };

const dimensions = ["device_type", "locale", "app_version"];

export async function countsOf(platform: Platform): Promise<Record<string, number>> {
  return countsIn(await readAll(platform, "login-aggregates"));
}

/**
 * "window start, dimension, value" -> count over all partitions, as an independent reader adds them up.
 * @param records of the counts' topic, in order
 */
export function countsIn(records: { key: unknown; value: Buffer | null | undefined }[]): Record<string, number> {
  const latest = new Map<string, Count>();
  for (const { key, value } of records) latest.set(String(key), JSON.parse(String(value)) as Count);
  const counts: Record<string, number> = {};
  for (const { window_start, dimension, value, count } of latest.values()) {
    if (dimension === undefined) continue;
    const name = `${window_start} ${dimension} ${value}`;
    counts[name] = (counts[name] ?? 0) + Number(count);
  }
  return sorted(counts);
}

/**
 * Holds the counts against all that came in: a record that was sent twice is two records there, but however often one is processed,
 * it counts once.
 */
export async function assertCounts(platform: Platform): Promise<void> {
  const input = await readAll(platform, "login-events");
  const expected = oracleCounts(input.map(({ value }) => JSON.parse(String(value))));
  await until("every event counted", 60, async () => isDeepStrictEqual(await countsOf(platform), expected)).catch(
    () => undefined,
  );
  assert.deepEqual(await countsOf(platform), expected);
}

/** The same, from the events themselves; none of them late. */
export function oracleCounts(events: Record<string, any>[], windowSeconds = 60): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const time = Number(event["timestamp"]);
    for (const dimension of dimensions) {
      const name = `${time - (time % windowSeconds)} ${dimension} ${(event[dimension] as string | undefined) ?? null}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return sorted(counts);
}

const sorted = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
