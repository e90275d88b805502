/** Reads one record batch (magic 2): its header, its CRC, and, decompressed, its records. */
import type { Crc32c } from "../crc32c.ts";
import type { Codec } from "../encode/batch.ts";
import type { DecodeErrors } from "./errors.ts";
import { indexRecords } from "./records.ts";
import { type BatchContext, Segment } from "./segment.ts";

export interface DecodeParts {
  crc32c: Crc32c;
  errors: DecodeErrors;
  lookupCodec: (attributes: number) => Codec | null;
  timestampTypes: { CREATE_TIME: number; LOG_APPEND_TIME: number };
}

/** Before the part that the batch's length counts. */
export const LENGTH_END = 12;
/** The shortest batch has no records. */
export const SHORTEST = 61;
const CHECKED_FROM = 21;
const MAGIC = 2;
const CODEC_MASK = 7;
const LOG_APPEND_TIME = 8;
const TRANSACTIONAL = 16;
const CONTROL = 32;
const CRC_AT = 17;
/** A record takes at least this many bytes. */
const LEAST_RECORD = 7;

/**
 * @param bytes one whole batch
 * @throws kafkajs' protocol error CORRUPT_MESSAGE, retriable, when the CRC differs or the batch does not hold what it says
 */
export function readRecordBatch(bytes: Buffer, parts: DecodeParts): Segment | Promise<Segment> {
  const { crc32c, errors } = parts;
  const baseOffset = bytes.readInt32BE(0) * 0x100000000 + bytes.readUInt32BE(4);
  if (!Number.isSafeInteger(baseOffset)) throw errors.corrupt(`Record batch with the impossible offset ${baseOffset}`);
  if (bytes[16] !== MAGIC) throw errors.corrupt(`Record batch at offset ${baseOffset} of unknown version ${bytes[16]}`);
  const crc = bytes.readUInt32BE(CRC_AT);
  const actual = crc32c(bytes.subarray(CHECKED_FROM));
  if (crc !== actual)
    throw errors.corrupt(
      `Record batch at offset ${baseOffset} is corrupt: its CRC32C is ${hex(actual)}, and ${hex(crc)} was stored`,
    );
  const attributes = bytes.readInt16BE(CHECKED_FROM);
  const codecId = attributes & CODEC_MASK;
  if (codecId === 0) return segment(bytes, bytes, SHORTEST, baseOffset, parts);
  const codec = parts.lookupCodec(attributes);
  if (codec === null)
    throw errors.notImplemented(`Record batch at offset ${baseOffset} has unknown compression ${codecId}`);
  if (bytes.readInt32BE(57) <= 0) return segment(bytes, Buffer.alloc(0), 0, baseOffset, parts);
  const answer = codec.decompress(bytes.subarray(SHORTEST));
  if (Buffer.isBuffer(answer)) return segment(bytes, answer, 0, baseOffset, parts);
  return answer.then((plain) => segment(bytes, plain, 0, baseOffset, parts));
}

function segment(batch: Buffer, bytes: Buffer, start: number, baseOffset: number, parts: DecodeParts): Segment {
  const context = readContext(batch, baseOffset, parts);
  const count = Math.max(0, batch.readInt32BE(57));
  const appendTime = context.timestampType === parts.timestampTypes.LOG_APPEND_TIME;
  const fits = count * LEAST_RECORD <= bytes.length - start;
  const index = fits ? indexRecords(bytes, start, count, batch.readBigInt64BE(27)) : undefined;
  if (index === undefined)
    throw parts.errors.corrupt(`Record batch at offset ${baseOffset} does not hold the ${count} records that it says`);
  if (appendTime) {
    index.timestamps.fill(Number(context.maxTimestamp));
    index.wideTimestamps = Number.isSafeInteger(Number(context.maxTimestamp))
      ? undefined
      : new Array<string>(count).fill(context.maxTimestamp);
  }
  return new Segment({ context, baseOffset, count, bytes, ...index });
}

function readContext(bytes: Buffer, baseOffset: number, { timestampTypes }: DecodeParts): BatchContext {
  const attributes = bytes.readInt16BE(CHECKED_FROM);
  return {
    firstOffset: String(baseOffset),
    firstTimestamp: String(bytes.readBigInt64BE(27)),
    partitionLeaderEpoch: bytes.readInt32BE(12),
    inTransaction: (attributes & TRANSACTIONAL) > 0,
    isControlBatch: (attributes & CONTROL) > 0,
    lastOffsetDelta: bytes.readInt32BE(23),
    producerId: String(bytes.readBigInt64BE(43)),
    producerEpoch: bytes.readInt16BE(51),
    firstSequence: bytes.readInt32BE(53),
    maxTimestamp: String(bytes.readBigInt64BE(35)),
    timestampType: (attributes & LOG_APPEND_TIME) > 0 ? timestampTypes.LOG_APPEND_TIME : timestampTypes.CREATE_TIME,
    magicByte: MAGIC,
  };
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, "0")}`;
}
