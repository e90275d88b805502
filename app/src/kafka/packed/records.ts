/** Records of one partition that are already in Kafka's own form (the records of a batch, magic 2): they are sent as they are. */

/** Room before the records for what a request says before them, so that it can be sent without being copied. */
export const PACKED_HEADROOM = 1_024;

export interface PackedParts {
  partition: number;
  count: number;
  /** Holds the records from PACKED_HEADROOM on; what lies before them may be overwritten. */
  buffer: Buffer;
  end: number;
  /** Of all records, milliseconds since 1970. */
  timestamp: number;
}

export class PackedRecords {
  readonly partition: number;
  /** Records; the name is what kafkajs counts sequence numbers by. */
  readonly length: number;
  readonly buffer: Buffer;
  readonly end: number;
  readonly timestamp: number;
  #claims = 0;

  constructor({ partition, count, buffer, end, timestamp }: PackedParts) {
    this.partition = partition;
    this.length = count;
    this.buffer = buffer;
    this.end = end;
    this.timestamp = timestamp;
  }

  get bytes(): Buffer {
    return this.buffer.subarray(PACKED_HEADROOM, this.end);
  }

  /** The room before the records, once: a request that was sent before may still be on its way out of it. */
  claimHeadroom(): boolean {
    this.#claims += 1;
    return this.#claims === 1;
  }

  /** Once they are acknowledged nothing reads the memory any more. Not so when they were sent again: the first request may linger. */
  get reusable(): boolean {
    return this.#claims <= 1;
  }

  /** kafkajs looks for a message without a value, which it refuses; here there is none. */
  find(): undefined {
    return undefined;
  }
}
