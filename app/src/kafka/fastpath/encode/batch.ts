/** One record batch (magic 2) of a partition, written into the request's own memory. */
import { PACKED_HEADROOM, PackedRecords } from "../../packed/records.ts";
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
  messages: readonly Message[] | PackedRecords,
  firstSequence: number,
  settings: BatchSettings,
): Promise<boolean> {
  if (messages instanceof PackedRecords) {
    await writePacked(sink, messages, firstSequence, settings);
    return true;
  }
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
    append(sink, await compressed(plain.buffer, 0, plain.position, settings));
  }
  writeBatchHeader(sink.buffer, start, sink.position, { count: messages.length, ...range }, firstSequence, settings);
  return true;
}

async function writePacked(
  sink: Sink,
  packed: PackedRecords,
  firstSequence: number,
  settings: BatchSettings,
): Promise<void> {
  const start = sink.position;
  sink.reserve(BATCH_HEADER);
  sink.position = start + BATCH_HEADER;
  const { buffer, end, length: count, timestamp } = packed;
  append(sink, settings.compression === 0 ? packed.bytes : await compressed(buffer, PACKED_HEADROOM, end, settings));
  const what = { count, first: timestamp, last: timestamp };
  writeBatchHeader(sink.buffer, start, sink.position, what, firstSequence, settings);
}

async function compressed(buffer: Buffer, from: number, to: number, { codec }: BatchSettings): Promise<Buffer> {
  const answer = codec!.compress(new Payload(buffer, from, to));
  return Buffer.isBuffer(answer) ? answer : await answer;
}

function append(sink: Sink, bytes: Buffer): void {
  sink.reserve(bytes.length).set(bytes, sink.position);
  sink.position += bytes.length;
}

/** What the records of a batch are. */
export interface BatchContents {
  count: number;
  /** milliseconds */
  first: number;
  last: number;
}

/** Writes the BATCH_HEADER bytes from `start` on; the records behind them are there already and end at `end`. */
export function writeBatchHeader(
  buffer: Buffer,
  start: number,
  end: number,
  { count, first, last }: BatchContents,
  firstSequence: number,
  settings: BatchSettings,
): void {
  let at = writeInt64(buffer, start, 0);
  at = writeInt32(buffer, at, end - start - 12);
  at = writeInt32(buffer, at, 0);
  buffer[at] = MAGIC;
  at = writeInt16(buffer, start + CHECKED_FROM, settings.compression | (settings.transactional ? TRANSACTIONAL : 0));
  at = writeInt32(buffer, at, count - 1);
  at = writeInt64(buffer, at, first);
  at = writeInt64(buffer, at, last);
  at = buffer.writeBigInt64BE(settings.producerId, at);
  at = writeInt16(buffer, at, settings.producerEpoch);
  at = writeInt32(buffer, at, firstSequence);
  writeInt32(buffer, at, count);
  writeInt32(buffer, start + 17, settings.crc32c(buffer.subarray(start + CHECKED_FROM, end)));
}
