/** One record batch (magic 2) of a partition, written into the request's own memory. */
import type { Crc32c } from "../crc32c.ts";
import { writeInt16, writeInt32, writeInt64 } from "../varint.ts";
import { Payload } from "./payload.ts";
import { estimateRecords, type Message, writeRecords } from "./records.ts";
import { Sink } from "./sink.ts";
import { timestampRange } from "./timestamps.ts";

/** What kafkajs' compression codecs look like. */
export interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer> | Buffer;
  decompress(buffer: Buffer): Promise<Buffer> | Buffer;
}

/** What is the same for all batches of a request. */
export interface BatchSettings {
  /** 0 to 4 */
  compression: number;
  codec: Codec | undefined;
  transactional: boolean;
  producerId: bigint;
  producerEpoch: number;
  crc32c: Crc32c;
}

const MAGIC = 2;
const TRANSACTIONAL = 16;
/** From the base offset to the count of records. */
export const BATCH_HEADER = 61;
/** What the CRC covers begins here. */
const CHECKED_FROM = 21;

/**
 * Writes a batch at the sink's position.
 * @returns false when a message holds something that kafkajs must judge; the sink is then of no use
 */
export async function writeBatch(
  sink: Sink,
  messages: readonly Message[],
  firstSequence: number,
  settings: BatchSettings,
): Promise<boolean> {
  const now = Date.now();
  const range = timestampRange(messages, now);
  if (range === undefined) return false;
  const start = sink.position;
  sink.reserve(BATCH_HEADER);
  sink.position = start + BATCH_HEADER;
  if (settings.compression === 0) {
    if (!writeRecords(sink, messages, now, range.first)) return false;
  } else {
    const plain = new Sink(estimateRecords(messages));
    if (!writeRecords(plain, messages, now, range.first)) return false;
    const answer = settings.codec!.compress(new Payload(plain.buffer, 0, plain.position));
    const compressed = Buffer.isBuffer(answer) ? answer : await answer;
    sink.reserve(compressed.length).set(compressed, sink.position);
    sink.position += compressed.length;
  }
  const { buffer, position: end } = sink;
  let at = writeInt64(buffer, start, 0);
  at = writeInt32(buffer, at, end - start - 12);
  at = writeInt32(buffer, at, 0);
  buffer[at] = MAGIC;
  at = writeInt16(buffer, start + CHECKED_FROM, settings.compression | (settings.transactional ? TRANSACTIONAL : 0));
  at = writeInt32(buffer, at, messages.length - 1);
  at = writeInt64(buffer, at, range.first);
  at = writeInt64(buffer, at, range.last);
  at = buffer.writeBigInt64BE(settings.producerId, at);
  at = writeInt16(buffer, at, settings.producerEpoch);
  at = writeInt32(buffer, at, firstSequence);
  writeInt32(buffer, at, messages.length);
  writeInt32(buffer, start + 17, settings.crc32c(buffer.subarray(start + CHECKED_FROM, end)));
  return true;
}
