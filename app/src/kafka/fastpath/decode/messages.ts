/** Stands in for protocol/requests/fetch/v4/decodeMessages.js and protocol/recordBatch/v0/decoder.js. */
import type { Internal } from "../modules.ts";
import { type DecodeParts, LENGTH_END, readRecordBatch, SHORTEST } from "./record-batch.ts";
import type { Message, Segment } from "./segment.ts";

/** kafkajs' cursor over the bytes of a response. */
interface Decoder {
  buffer: Buffer;
  offset: number;
  readInt32(): number;
  readBytes(length: number): Buffer;
  canReadBytes(length: number): boolean;
  forward(size: number): void;
}

/** What one partition's part of a fetch response holds. */
export class RecordSet {
  readonly segments: readonly Segment[];

  constructor(segments: readonly Segment[]) {
    this.segments = segments;
  }

  /** All records as kafkajs shows them, also control records and those of aborted transactions. */
  messages(): Message[] {
    return this.segments.flatMap(messagesOf);
  }
}

function messagesOf(segment: Segment): Message[] {
  const messages = new Array<Message>(segment.count);
  for (let index = 0; index < segment.count; index += 1) messages[index] = segment.message(index);
  return messages;
}

const MAGIC_AT = 16;
const MAGIC = 2;

/** @param decodeOld kafkajs' own, for message sets (magic 0 and 1) */
export function createDecodeMessages(parts: DecodeParts, decodeOld: (decoder: Decoder) => Promise<Message[]>) {
  return async (decoder: Decoder): Promise<RecordSet | Message[]> => {
    const { buffer, offset } = decoder;
    const size = buffer.readInt32BE(offset);
    if (size <= 0 || buffer.length - offset - 4 < size) return decodeOld(decoder);
    // Cut off before the version can be seen, which kafkajs does not expect.
    const seen = size > MAGIC_AT;
    if (seen && buffer[offset + 4 + MAGIC_AT] !== MAGIC) return decodeOld(decoder);
    decoder.forward(4 + size);
    return readSegments(buffer.subarray(offset + 4, offset + 4 + size), parts);
  };
}

/** The last batch may be cut off, as a fetch is limited by bytes. */
async function readSegments(bytes: Buffer, parts: DecodeParts): Promise<RecordSet> {
  const segments: Segment[] = [];
  let at = 0;
  while (bytes.length - at >= SHORTEST) {
    const length = bytes.readInt32BE(at + 8);
    if (length < SHORTEST - LENGTH_END) throw parts.errors.corrupt(`Record batch with the impossible length ${length}`);
    const end = at + LENGTH_END + length;
    if (end > bytes.length) break;
    const segment = readRecordBatch(bytes.subarray(at, end), parts);
    segments.push(segment instanceof Promise ? await segment : segment);
    at = end;
  }
  return new RecordSet(segments);
}

/** @param errors exports of kafkajs' errors.js */
export function createRecordBatchDecoder(parts: DecodeParts, errors: Internal) {
  return async (decoder: Decoder): Promise<Internal> => {
    const { buffer, offset } = decoder;
    const length = buffer.readInt32BE(offset + 8);
    const end = offset + LENGTH_END + length;
    if (end > buffer.length)
      throw new errors.KafkaJSPartialMessageError(
        `Tried to decode a partial record batch: remainingBytes(${buffer.length - offset - LENGTH_END}) < recordBatchLength(${length})`,
      );
    decoder.forward(LENGTH_END + length);
    const segment = await readRecordBatch(buffer.subarray(offset, end), parts);
    const { magicByte, ...context } = segment.context;
    return { ...context, records: messagesOf(segment) };
  };
}
