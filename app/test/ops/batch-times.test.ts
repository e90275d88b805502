import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { columnsOf } from "../../src/kafka/batch.ts";
import type { InRecord } from "../../src/kafka/port.ts";
import { bytesOf, observeAcknowledged, observeRead, timesOf } from "../../src/ops/batch-times.ts";
import { processorMetrics } from "../../src/ops/metrics.ts";
import { checkBytes } from "../../src/record/validate.ts";
import { good } from "../support/events.ts";

const START = 1_700_000_000_000;
/** A record that was appended so many seconds after START, of an event a second before that; no event: a broken one. */
const appended = (offset: number, seconds: number, event = true): InRecord => ({
  offset: BigInt(offset),
  timestamp: String(START + seconds * 1_000),
  key: Buffer.from("key"),
  value: Buffer.from(event ? JSON.stringify({ ...good(), timestamp: START / 1_000 + seconds - 1 }) : "{"),
  headers: { a: "b" },
});

async function observed(records: InRecord[], now: number): Promise<Record<string, number>> {
  const registry = new Registry();
  const metrics = processorMetrics(registry);
  const times = timesOf(columnsOf(records), checkBytes);
  if (times !== undefined) observeAcknowledged(metrics, times, now);
  const found: Record<string, number> = {};
  for (const line of (await registry.metrics()).split("\n")) {
    const [, kind, what, value] = /^tributary_(event|append)_latency_seconds_(sum|count) (\S+)$/.exec(line) ?? [];
    if (kind !== undefined) found[`${kind} ${what}`] = Number(value);
  }
  return found;
}

test("half of a batch counts as old as its first record, half as its last", async () => {
  const records = [appended(5, 0), appended(6, 1), appended(9, 2)];
  assert.deepEqual(await observed(records, START + 10_000), {
    "append sum": 10 + 10 + 8,
    "append count": 3,
    "event sum": 11 + 11 + 9,
    "event count": 3,
  });
});

test("a clock that lags behind the records' does not count back", async () => {
  const { "append sum": append, "append count": count } = await observed([appended(0, 60)], START);
  assert.deepEqual([append, count], [0, 1]);
});

test("a broken record has no time of its own: the other end stands for it, and two broken ones tell nothing", async () => {
  const records = [appended(0, 0, false), appended(1, 5)];
  assert.deepEqual(await observed(records, START + 10_000), {
    "append sum": 10 + 5,
    "append count": 2,
    "event sum": 6 + 6,
    "event count": 2,
  });
  const broken = await observed([appended(0, 0, false)], START + 10_000);
  assert.deepEqual([broken["append count"], broken["event count"]], [1, 0]);
});

test("records that were handled before count for nothing", async () => {
  const columns = columnsOf([appended(0, 0), appended(1, 1), appended(2, 2)]);
  columns[0]!.first = 2;
  assert.deepEqual(timesOf(columns, checkBytes)?.appended, [START + 2_000, START + 2_000]);
  assert.equal(timesOf(columns, checkBytes)?.records, 1);
  columns[0]!.first = 3;
  assert.equal(timesOf(columns, checkBytes), undefined);
  assert.equal(bytesOf(columns), 0);
  assert.equal(timesOf([], checkBytes), undefined);
});

test("sizes of what was read: records, and the bytes from the first key to the end of the last value", async () => {
  const records = [appended(0, 0), appended(1, 1)];
  const columns = columnsOf(records);
  const content = records.reduce((sum, { key, value }) => sum + key!.length + value!.length, 0);
  assert.ok(bytesOf(columns) >= content && bytesOf(columns) < content + 40, `${bytesOf(columns)} of ${content}`);
  const registry = new Registry();
  observeRead(processorMetrics(registry), columns);
  const text = await registry.metrics();
  assert.match(text, /^tributary_source_batch_records_sum 2$/m);
  assert.match(text, new RegExp(`^tributary_source_batch_bytes_sum ${bytesOf(columns)}$`, "m"));
});
