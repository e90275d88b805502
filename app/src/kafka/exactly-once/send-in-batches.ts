/** Records in batches that a topic takes, one after the other. */
import { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";
import { isTooLarge, RecordTooLargeError } from "../sink/errors.ts";
import { sizeOf, sizeOfAll } from "../sink/size.ts";

export interface BatchLimits {
  /** halved for what the topic refuses for its size */
  maxBytes: number;
  maxRecords: number;
}

/**
 * @param limits of a batch
 * @throws RecordTooLargeError when the topic refuses a single record, or packed ones, which are one batch
 */
export async function sendInBatches(
  records: OutRecord[] | PackedRecords,
  limits: BatchLimits,
  send: (batch: OutRecord[] | PackedRecords) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < records.length; ) {
    const batch = records instanceof PackedRecords ? records : records.slice(from, batchEnd(records, from, limits));
    try {
      await send(batch);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (batch instanceof PackedRecords || batch.length === 1)
        throw new RecordTooLargeError("The topic does not take a record or batch so large.");
      await sendInBatches(batch, { ...limits, maxBytes: sizeOfAll(batch) / 2 }, send);
    }
    from += batch.length;
  }
}

/** At least one record, however large. */
function batchEnd(records: readonly OutRecord[], from: number, { maxBytes, maxRecords }: BatchLimits): number {
  let bytes = sizeOf(records[from]!);
  let end = from + 1;
  for (; end < Math.min(records.length, from + maxRecords); end += 1) {
    bytes += sizeOf(records[end]!);
    if (bytes > maxBytes) break;
  }
  return end;
}
