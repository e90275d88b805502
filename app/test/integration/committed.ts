/**
 * What a reader of committed transactions may see of fetched batches, as Kafka's own consumer decides it. The library's filter is
 * not used: it knows one aborted transaction of a producer in an answer, and none whose end is not in it.
 */
import { IS_CONTROL, IS_TRANSACTIONAL, type RecordsBatch } from "@platformatic/kafka";

/**
 * Batches without control batches and without those of aborted transactions.
 * @param batches of one partition, in order
 * @param aborted as the broker's answer with these batches tells them
 */
export function committedBatches(
  batches: readonly RecordsBatch[],
  aborted: readonly { producerId: bigint; firstOffset: bigint }[],
): RecordsBatch[] {
  const waiting = [...aborted].sort((one, other) => Number(one.firstOffset - other.firstOffset));
  const aborting = new Set<bigint>();
  return batches.filter((batch) => {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (waiting.length > 0 && waiting[0]!.firstOffset <= last) aborting.add(waiting.shift()!.producerId);
    if ((batch.attributes & IS_CONTROL) !== 0) {
      if (isAbortMarker(batch)) aborting.delete(batch.producerId);
      return false;
    }
    return (batch.attributes & IS_TRANSACTIONAL) === 0 || !aborting.has(batch.producerId);
  });
}

/** A control record's key: version, then its type; 0 is the end of an aborted transaction. */
function isAbortMarker({ records }: RecordsBatch): boolean {
  return records[0]?.key?.readInt16BE(2) === 0;
}
