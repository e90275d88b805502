/**
 * The records of one record batch as columns of positions: nothing is made for a record until it is asked for.
 *
 * Keys, values and headers are views of the memory of the whole fetch response (or of the batch's decompressed bytes), which
 * stays alive as long as any of them does. Copy what shall outlive the handling of its batch.
 */
import type { Headers, InRecord, RecordColumns } from "../../port.ts";
import { type RecordHeaders, readHeaders } from "./headers.ts";

/** What kafkajs shows as `batchContext` of each message. */
export interface BatchContext {
  firstOffset: string;
  firstTimestamp: string;
  partitionLeaderEpoch: number;
  inTransaction: boolean;
  isControlBatch: boolean;
  lastOffsetDelta: number;
  producerId: string;
  producerEpoch: number;
  firstSequence: number;
  maxTimestamp: string;
  timestampType: number;
  magicByte: number;
}

/** A message as kafkajs shows it. */
export interface Message {
  magicByte: number;
  attributes: number;
  timestamp: string;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: RecordHeaders;
  isControlRecord: boolean;
  batchContext: BatchContext;
}

/**
 * Integers a record: offset delta, start and length of the key, start and length of the value, start of the headers. A length
 * of -1 stands for null.
 */
export const COLUMNS = 6;

export interface SegmentParts {
  context: BatchContext;
  baseOffset: number;
  count: number;
  /** what the positions refer to */
  bytes: Buffer;
  columns: Int32Array;
  /** milliseconds; rounded when beyond 2^53 */
  timestamps: Float64Array;
  /** exact, when one is beyond 2^53 */
  wideTimestamps: string[] | undefined;
  /** attributes of records, when one is not 0 */
  attributes: Int8Array | undefined;
}

export class Segment implements RecordColumns {
  readonly context: BatchContext;
  /** Offset that the offsets of the records are relative to. */
  readonly baseOffset: number;
  /** Records, also those before `first`. */
  readonly count: number;
  /** Holds all keys, values and headers. */
  readonly bytes: Buffer;
  /** The first record at or after the offset that was asked for; those before it are not shown. */
  first = 0;
  readonly #columns: Int32Array;
  readonly #timestamps: Float64Array;
  readonly #wideTimestamps: string[] | undefined;
  readonly #attributes: Int8Array | undefined;

  constructor(parts: SegmentParts) {
    this.context = parts.context;
    this.baseOffset = parts.baseOffset;
    this.count = parts.count;
    this.bytes = parts.bytes;
    this.#columns = parts.columns;
    this.#timestamps = parts.timestamps;
    this.#wideTimestamps = parts.wideTimestamps;
    this.#attributes = parts.attributes;
  }

  /** The last offset that the batch stands for; its record may have been compacted away. */
  get lastOffset(): number {
    return this.baseOffset + this.context.lastOffsetDelta;
  }

  offset(index: number): number {
    return this.baseOffset + this.#columns[index * COLUMNS]!;
  }

  /** Milliseconds since 1970. */
  timestamp(index: number): number {
    return this.#timestamps[index]!;
  }

  keyStart(index: number): number {
    return this.#columns[index * COLUMNS + 1]!;
  }

  /** -1: the key is null */
  keyLength(index: number): number {
    return this.#columns[index * COLUMNS + 2]!;
  }

  key(index: number): Buffer | null {
    return this.#view(index * COLUMNS + 1);
  }

  valueStart(index: number): number {
    return this.#columns[index * COLUMNS + 3]!;
  }

  /** -1: the value is null */
  valueLength(index: number): number {
    return this.#columns[index * COLUMNS + 4]!;
  }

  value(index: number): Buffer | null {
    return this.#view(index * COLUMNS + 3);
  }

  /** Of the varint of their number. */
  headersStart(index: number): number {
    return this.#columns[index * COLUMNS + 5]!;
  }

  headers(index: number): RecordHeaders {
    return readHeaders(this.bytes, this.#columns[index * COLUMNS + 5]!);
  }

  /** The record as the application's port has it. */
  record(index: number): InRecord {
    return {
      offset: BigInt(this.offset(index)),
      timestamp: this.#text(index),
      key: this.key(index),
      value: this.value(index),
      headers: this.headers(index) as Headers,
    };
  }

  /** The record as kafkajs shows it. */
  message(index: number): Message {
    const { context } = this;
    return {
      magicByte: context.magicByte,
      attributes: this.#attributes === undefined ? 0 : this.#attributes[index]!,
      timestamp: this.#text(index),
      offset: String(this.offset(index)),
      key: this.key(index),
      value: this.value(index),
      headers: this.headers(index),
      isControlRecord: context.isControlBatch,
      batchContext: context,
    };
  }

  #text(index: number): string {
    return this.#wideTimestamps === undefined ? String(this.#timestamps[index]) : this.#wideTimestamps[index]!;
  }

  #view(at: number): Buffer | null {
    const length = this.#columns[at + 1]!;
    if (length < 0) return null;
    const start = this.#columns[at]!;
    return this.bytes.subarray(start, start + length);
  }
}
