/** Which record batches belong to aborted transactions, by the rules of the Java client. */
import type { Segment } from "./segment.ts";

/** Type of a control record that ends an aborted transaction; the second of two 16-bit numbers in its key. */
const ABORT = 0;

/**
 * kafkajs itself begins at most one transaction a message, and takes any key of four zero bytes for the end of one, so that it
 * shows some records of aborted transactions; this does not.
 * @param aborted as the broker named them, in any order
 */
export function isAborted(
  segments: readonly Segment[],
  aborted: readonly { producerId: string; firstOffset: string }[],
): Set<Segment> {
  const found = new Set<Segment>();
  if (aborted.length === 0) return found;
  const waiting = [...aborted].sort((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  const open = new Set<string>();
  let next = 0;
  for (const segment of segments) {
    for (; next < waiting.length && Number(waiting[next]!.firstOffset) <= segment.lastOffset; next += 1)
      open.add(waiting[next]!.producerId);
    const { producerId, inTransaction, isControlBatch } = segment.context;
    if (isControlBatch) {
      if (isAbortMarker(segment)) open.delete(producerId);
    } else if (inTransaction && open.has(producerId)) found.add(segment);
  }
  return found;
}

function isAbortMarker(segment: Segment): boolean {
  const key = segment.count > 0 ? segment.key(0) : null;
  return key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT;
}
