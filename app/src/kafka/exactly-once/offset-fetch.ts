/**
 * OffsetFetch version 7, which kafkajs does not speak: the first one that can be told not to answer with an offset that a transaction
 * under way may still change (require_stable, KIP-447). Fields as in OffsetFetchRequest.json and OffsetFetchResponse.json of Kafka 4.1.
 */
import { STABLE_OFFSET_FETCH, spoken } from "../api-versions.ts";
import type { Internal } from "../fastpath/modules.ts";

const NO_TAGS = Buffer.from([0]);

/** The exchange as kafkajs sends it; its response resolves to the error code and, without one, the offset (-1: none). */
export function offsetFetch(group: string, topic: string, partition: number): { request: object; response: object } {
  const encoded = encode(group, topic, partition);
  return {
    request: {
      apiKey: spoken.OffsetFetch.key,
      apiVersion: STABLE_OFFSET_FETCH,
      apiName: "OffsetFetch",
      encode: async () => ({ buf: encoded, buffer: encoded, offset: encoded.length, size: () => encoded.length }),
    },
    response: {
      decode: async (bytes: Buffer): Promise<Internal> => decode(bytes),
      parse: async (found: Internal) => found,
    },
  };
}

export interface FetchedOffset {
  errorCode: number;
  offset: bigint;
}

function encode(group: string, topic: string, partition: number): Buffer {
  const index = Buffer.alloc(4);
  index.writeInt32BE(partition);
  const one = Buffer.from([2]);
  const requireStable = Buffer.from([1]);
  // The first of the tags end the header, which kafkajs writes in its older form.
  return Buffer.concat([NO_TAGS, compact(group), one, compact(topic), one, index, NO_TAGS, requireStable, NO_TAGS]);
}

/** A compact string: its length plus one as unsigned varint, and its bytes. */
function compact(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length: number[] = [];
  for (let rest = bytes.length + 1; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** @param bytes what follows the correlation id */
export function decode(bytes: Buffer): FetchedOffset {
  const cursor = new Cursor(bytes);
  cursor.tags();
  cursor.forward(4); // throttle time
  let found: FetchedOffset | undefined;
  for (let topics = cursor.uvarint() - 1; topics > 0; topics -= 1) {
    cursor.compact();
    for (let partitions = cursor.uvarint() - 1; partitions > 0; partitions -= 1) {
      cursor.forward(4); // partition
      const offset = cursor.int64();
      cursor.forward(4); // leader epoch
      cursor.compact(); // metadata
      found = { offset, errorCode: cursor.int16() };
      cursor.tags();
    }
    cursor.tags();
  }
  const errorCode = cursor.int16();
  if (errorCode !== 0) return { errorCode, offset: -1n };
  if (found === undefined) throw new RangeError("the answer to OffsetFetch does not name the partition");
  return found;
}

class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  forward(length: number): void {
    this.#at += length;
  }
  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }
  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }
  uvarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.#at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  /** A compact string or bytes; null has the length 0. */
  compact(): void {
    this.forward(Math.max(0, this.uvarint() - 1));
  }
  tags(): void {
    for (let count = this.uvarint(); count > 0; count -= 1) {
      this.uvarint();
      this.forward(this.uvarint());
    }
  }
}
