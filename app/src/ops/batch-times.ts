/** How old the records of a batch are when their results are acknowledged: looked at twice a batch, not once a record. */
import type { RecordColumns } from "../kafka/port.ts";
import type { Checked } from "../record/validate.ts";
import type { ProcessorMetrics } from "./metrics.ts";

/** milliseconds since 1970, of the first and the last record of a batch; undefined where an event has no time. */
export interface BatchTimes {
  records: number;
  appended: [number, number];
  events: [number | undefined, number | undefined];
}

/**
 * Of the records that are to be handled.
 * @param decode what a value says; asked for two values
 * @returns undefined when there are none
 */
export function timesOf(
  columns: readonly RecordColumns[],
  decode: (value: Buffer | null) => Checked,
): BatchTimes | undefined {
  const runs = columns.filter(({ first, count }) => first < count);
  const [head] = runs;
  const tail = runs.at(-1);
  if (head === undefined || tail === undefined) return undefined;
  const last = tail.count - 1;
  return {
    records: runs.reduce((sum, { first, count }) => sum + count - first, 0),
    appended: [head.timestamp(head.first), tail.timestamp(last)],
    events: [eventTime(head, head.first, decode), eventTime(tail, last, decode)],
  };
}

function eventTime(run: RecordColumns, index: number, decode: (value: Buffer | null) => Checked): number | undefined {
  const { event } = decode(run.record(index).value);
  return event === undefined ? undefined : Number(event.timestamp) * 1_000;
}

/**
 * To be called when all results of the batch are acknowledged: half of its records count as old as its first one, half as its last.
 * @param now milliseconds since 1970
 */
export function observeAcknowledged(
  { eventLatency, appendLatency }: Pick<ProcessorMetrics, "eventLatency" | "appendLatency">,
  { records, appended, events }: BatchTimes,
  now = Date.now(),
): void {
  const half = Math.ceil(records / 2);
  const seconds = (at: number): number => Math.max(0, now - at) / 1_000;
  appendLatency.observeMany(seconds(appended[0]), half);
  appendLatency.observeMany(seconds(appended[1]), records - half);
  // A dead letter has no time of its own; the other end of the batch stands for it.
  const [first = events[1], last = events[0]] = events;
  if (first === undefined || last === undefined) return;
  eventLatency.observeMany(seconds(first), half);
  eventLatency.observeMany(seconds(last), records - half);
}

/** bytes of the keys, values and headers that are to be handled, as they were before compression */
export function bytesOf(columns: readonly RecordColumns[]): number {
  let bytes = 0;
  // Where the last record's headers begin is the end of its value, as near as it can be told without reading them.
  for (const run of columns)
    if (run.first < run.count) bytes += run.headersStart(run.count - 1) - run.keyStart(run.first);
  return bytes;
}

/** To be called once a batch, before it is worked on. */
export function observeRead(
  { readBatchRecords, readBatchBytes }: Pick<ProcessorMetrics, "readBatchRecords" | "readBatchBytes">,
  columns: readonly RecordColumns[],
): void {
  readBatchRecords.observe(columns.reduce((sum, { first, count }) => sum + count - first, 0));
  readBatchBytes.observe(bytesOf(columns));
}
