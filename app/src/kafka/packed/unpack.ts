/** Packed records as kafkajs' own messages, for when parts of the fast path are switched off. */
import { indexRecords } from "../fastpath/decode/records.ts";
import { type Message, Segment } from "../fastpath/decode/segment.ts";
import type { PackedRecords } from "./records.ts";

export function unpack({
  bytes,
  length,
  timestamp,
  partition,
}: PackedRecords): (Pick<Message, "key" | "value" | "headers" | "timestamp"> & { partition: number })[] {
  const columns = indexRecords(bytes, 0, length, BigInt(timestamp));
  if (columns === undefined) throw new Error("the packed records do not hold what they say");
  const context = { firstOffset: "0", lastOffsetDelta: length - 1 } as Segment["context"];
  const segment = new Segment({ context, baseOffset: 0, count: length, bytes, ...columns });
  return Array.from({ length }, (_, index) => {
    const { key, value, headers, timestamp: at } = segment.message(index);
    return { key, value, headers, timestamp: at, partition };
  });
}
