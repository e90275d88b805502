/**
 * What the application asks of a Kafka client: small on purpose, so that the client behind it can be changed or replaced.
 * Everything else of the application knows only this file.
 */

import type { PackedRecords } from "./packed/records.ts";

export type HeaderValue = Buffer | string | (Buffer | string)[];
export type Headers = Record<string, HeaderValue>;

/** A record to write. Its partition is always chosen by the caller. */
export interface OutRecord {
  key: Buffer | null;
  value: Buffer | null;
  headers?: Headers;
}

/** A record that was read. */
export interface InRecord {
  offset: bigint;
  /** milliseconds since 1970 */
  timestamp: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Headers;
}

/** All in-sync replicas have the records. */
export interface Ack {
  topic: string;
  partition: number;
  /** Offset of the first record; the others follow without gaps. Undefined when the broker no longer knows it. */
  baseOffset: bigint | undefined;
}

/** Writes to one topic-partition a call. At most one call a partition may be outstanding. */
export interface Producer {
  /** Resolves only when all in-sync replicas have every record; rejects when that is not known. */
  send(topic: string, partition: number, records: OutRecord[] | PackedRecords): Promise<Ack>;
  close(): Promise<void>;
}

/**
 * Records in the order of their offsets, as positions in the bytes that hold them: nothing is made for a record until it is asked
 * for. The bytes are shared with other records; copy what shall outlive the handling of its batch.
 */
export interface RecordColumns {
  /** The first record that is to be handled; those before it are none of the reader's business. */
  readonly first: number;
  /** Records, with those before `first`: the last one has the index `count - 1`. */
  readonly count: number;
  readonly bytes: Buffer;
  offset(index: number): number;
  /** milliseconds since 1970 */
  timestamp(index: number): number;
  keyStart(index: number): number;
  /** -1: the key is null */
  keyLength(index: number): number;
  valueStart(index: number): number;
  /** -1: the value is null */
  valueLength(index: number): number;
  /** Where the varint of the number of headers begins; the headers follow it. */
  headersStart(index: number): number;
  /** All of it, made anew at each call. */
  record(index: number): InRecord;
}

/** Records of one partition, in order, without any that the reader must not see. */
export interface Batch {
  topic: string;
  partition: number;
  columns: readonly RecordColumns[];
  /** Offset after the last one covered by this batch: what to commit when all of it is done. */
  nextOffset: bigint;
  /** Offset after the last record of the partition, when the batch was fetched. */
  highWatermark: bigint;
}

/** Where what is derived from one batch is written. */
export interface Output {
  /** The same for batches of a partition between which nobody else can have worked on it: what is held of it is good that long. */
  readonly session: object;
  /** Bytes of records in a batch of Kafka's at most. */
  readonly maxBatchBytes: number;
  /**
   * Resolves when the records are acknowledged; within a transaction they are part of it then. Packed records are one batch, and
   * refused as a whole with RecordTooLargeError; others may take several.
   */
  send(topic: string, partition: number, records: OutRecord[] | PackedRecords): Promise<unknown>;
  /** Calls back when it is certain what became of what was acknowledged until now: kept, or undone with its transaction. */
  whenSettled(done: (kept: boolean) => void): void;
}

/**
 * Works on a batch. Resolves when every derived record is acknowledged; only then is the batch's offset committed.
 * `signal` is aborted when the partition is no longer ours: drop what was not sent yet.
 */
export type BatchHandler = (batch: Batch, output: Output, signal: AbortSignal) => Promise<void>;

/**
 * The batch cannot be worked on now, and nothing is wrong with it: it is neither committed nor set aside, and its partition waits
 * while others go on.
 */
export class NotNowError extends Error {
  override readonly name = "NotNowError";
  /** milliseconds until it is worth another try */
  readonly retryInMs: number;
  constructor(message: string, retryInMs: number, cause?: unknown) {
    super(message, { cause });
    this.retryInMs = retryInMs;
  }
}

export type ConsumerState = "starting" | "joining" | "consuming" | "stopped" | "failed";

/** A member of a consumer group. */
export interface Consumer {
  readonly state: ConsumerState;
  /** Milliseconds since the last sign of life of its fetch loop. */
  idleMs(): number;
  assigned(): readonly number[];
  /** Stops taking batches, ends those at work, commits, and leaves the group. */
  stop(): Promise<void>;
  /** Rejects when the consumer ended by itself and cannot go on; resolves after stop(). */
  readonly ended: Promise<void>;
}

/** How many partitions topics have. */
export interface Topics {
  partitions(topic: string): number | undefined;
}
