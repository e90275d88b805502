/** Aborted transactions are seen by no reader, wherever an answer of the broker begins and ends; everything else is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { IS_CONTROL, IS_TRANSACTIONAL, type RecordsBatch } from "@platformatic/kafka";
import { committedBatches } from "./committed.ts";

function batch(firstOffset: number, producerId: number, attributes: number, key: Buffer | null = null): RecordsBatch {
  const record = { length: 0, attributes: 0, timestampDelta: 0n, offsetDelta: 0, key, value: null, headers: [] };
  const rest = { length: 0, partitionLeaderEpoch: 0, magic: 2, crc: 0, lastOffsetDelta: 0, firstSequence: 0 };
  const times = { firstTimestamp: 0n, maxTimestamp: 0n, producerEpoch: 0 };
  return {
    ...rest,
    ...times,
    firstOffset: BigInt(firstOffset),
    producerId: BigInt(producerId),
    attributes,
    records: [record],
  };
}
const plain = (offset: number) => batch(offset, -1, 0);
const written = (offset: number, producer: number) => batch(offset, producer, IS_TRANSACTIONAL);
const end = (offset: number, producer: number, type: "abort" | "commit") =>
  batch(offset, producer, IS_TRANSACTIONAL | IS_CONTROL, Buffer.from([0, 0, 0, type === "commit" ? 1 : 0]));
const aborted = (producer: number, first: number) => ({ producerId: BigInt(producer), firstOffset: BigInt(first) });
const seen = (batches: RecordsBatch[], ...of: ReturnType<typeof aborted>[]) =>
  committedBatches(batches, of).map(({ firstOffset }) => Number(firstOffset));

test("what is committed and what is in no transaction is seen, ends of transactions are not", () => {
  assert.deepEqual(seen([plain(0), written(1, 7), end(2, 7, "commit"), plain(3)]), [0, 1, 3]);
});

test("two aborted transactions of one producer with a committed one between them", () => {
  const first = [written(0, 7), end(1, 7, "abort"), written(2, 7), end(3, 7, "commit")];
  assert.deepEqual(seen([...first, written(4, 7), end(5, 7, "abort")], aborted(7, 0), aborted(7, 4)), [2]);
});

test("an aborted transaction that began before the answer, and one that ends after it", () => {
  assert.deepEqual(seen([written(5, 7), end(6, 7, "abort"), written(7, 7)], aborted(7, 2)), [7]);
  assert.deepEqual(seen([plain(5), written(6, 7), written(7, 8)], aborted(7, 6)), [5, 7]);
});
