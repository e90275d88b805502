/** What can be asked of a batch besides its columns. */

import { indexRecords } from "./fastpath/decode/records.ts";
import { COLUMNS, Segment } from "./fastpath/decode/segment.ts";
import { RecordPacker } from "./packed/packer.ts";
import { BufferPool } from "./packed/pool.ts";
import type { Batch, InRecord, RecordColumns } from "./port.ts";

/** Records that are to be handled. */
export function countOf(columns: readonly RecordColumns[]): number {
  return columns.reduce((sum, { first, count }) => sum + count - first, 0);
}

/** Each record as an object, in order. */
export function* recordsOf({ columns }: Pick<Batch, "columns">): Generator<InRecord> {
  for (const run of columns) for (let index = run.first; index < run.count; index += 1) yield run.record(index);
}

/** From records that somebody else has decoded. */
export function columnsOf(records: readonly InRecord[]): Segment[] {
  const [head] = records;
  if (head === undefined) return [];
  const packer = new RecordPacker(new BufferPool(0, 0), 0, 0);
  for (const record of records) packer.add(record);
  const { bytes, length: count } = packer.finish();
  const found = indexRecords(bytes, 0, count, 0n)!;
  const baseOffset = Number(head.offset);
  for (const [index, { offset, timestamp }] of records.entries()) {
    found.columns[index * COLUMNS] = Number(offset) - baseOffset;
    found.timestamps[index] = Number(timestamp);
  }
  const lastOffsetDelta = found.columns[(count - 1) * COLUMNS]!;
  const context = { lastOffsetDelta } as Segment["context"];
  const wideTimestamps = records.map(({ timestamp }) => timestamp);
  return [new Segment({ context, baseOffset, count, bytes, ...found, wideTimestamps })];
}

/** Leaves out records before an offset. */
export function skipBefore(columns: readonly Segment[], offset: number): void {
  for (const run of columns) while (run.first < run.count && run.offset(run.first) < offset) run.first += 1;
}
