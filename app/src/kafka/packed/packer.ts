/** Writes records in Kafka's own form (magic 2), one after the other, straight to where they are sent from. */
import { utf8Length, writeUtf8 } from "../fastpath/encode/text.ts";
import { sizeOfVarInt, writeVarInt } from "../fastpath/varint.ts";
import type { OutRecord } from "../port.ts";
import type { BufferPool } from "./pool.ts";
import { PACKED_HEADROOM, PackedRecords } from "./records.ts";

/** Lengths are written after what they count; two bytes hold those from 64 to 8,191, the others cost a move. */
const USUAL = 2;
/** Bytes that lie around key, value and headers of a record at most: lengths, attributes, deltas, counts. */
const AROUND = 32;

export class RecordPacker {
  readonly #pool: BufferPool;
  readonly #partition: number;
  readonly #timestamp: number;
  #recordAt = 0;
  #valueAt = 0;
  /** Where writing goes on; whoever writes a value or headers moves it. */
  position = PACKED_HEADROOM;
  buffer: Buffer;
  count = 0;

  /** @param timestamp of all records, milliseconds since 1970 */
  constructor(pool: BufferPool, partition: number, timestamp: number) {
    this.#pool = pool;
    this.#partition = partition;
    this.#timestamp = timestamp;
    const taken = pool.take();
    this.buffer = taken.length >= PACKED_HEADROOM ? taken : Buffer.allocUnsafeSlow(2 * PACKED_HEADROOM);
  }

  /** Bytes of the records so far. */
  get size(): number {
    return this.position - PACKED_HEADROOM;
  }

  /** A record with everything of it given. */
  add({ key, value, headers = {} }: OutRecord): void {
    // A header read from a topic may have no value.
    const fields = Object.entries(headers).flatMap(([name, found]) =>
      [found].flat().map((one) => [name, one as Buffer | string | null] as const),
    );
    let room = value?.length ?? 0;
    for (const [name, one] of fields) room += 3 * (name.length + (one?.length ?? 0)) + AROUND;
    this.begin(key ?? empty, 0, key === null ? -1 : key.length, room);
    if (value === null) this.noValue();
    else {
      value.copy(this.buffer, this.position);
      this.position += value.length;
      this.endValue();
    }
    this.position = writeVarInt(this.buffer, this.position, fields.length);
    for (const [name, one] of fields) {
      this.#text(name);
      if (typeof one === "string") this.#text(one);
      else if (one === null) this.position = writeVarInt(this.buffer, this.position, -1);
      else {
        this.position = writeVarInt(this.buffer, this.position, one.length);
        this.position += one.copy(this.buffer, this.position);
      }
    }
    this.endRecord();
  }

  /**
   * Begins a record; its value is then written at `position`, ended by endValue(), and its headers after it.
   * @param length of the key, which begins at `start` of `source`; -1: none
   * @param room bytes that value and headers take at most
   */
  begin(source: Buffer, start: number, length: number, room: number): void {
    const key = length > 0 ? length : 0;
    this.#reserve(key + room + AROUND);
    const { buffer } = this;
    this.#recordAt = this.position;
    let at = this.position + USUAL;
    // No attributes, no delta to the batch's timestamp.
    buffer[at++] = 0;
    buffer[at++] = 0;
    at = writeVarInt(buffer, at, this.count);
    at = writeVarInt(buffer, at, length);
    if (key > 0) at += source.copy(buffer, at, start, start + key);
    this.#valueAt = at;
    this.position = at + USUAL;
  }

  endValue(): void {
    this.#setLength(this.#valueAt);
  }

  /** Instead of a value and endValue(). */
  noValue(): void {
    this.position = writeVarInt(this.buffer, this.#valueAt, -1);
  }

  endRecord(): void {
    this.#setLength(this.#recordAt);
    this.count += 1;
  }

  /** What was written; the packer is of no use afterwards. */
  finish(): PackedRecords {
    const { buffer, position: end, count } = this;
    return new PackedRecords({ partition: this.#partition, count, buffer, end, timestamp: this.#timestamp });
  }

  /** Writes the length of what lies between the place for it and the position. */
  #setLength(at: number): void {
    const { buffer } = this;
    const length = this.position - at - USUAL;
    const size = sizeOfVarInt(length);
    if (size !== USUAL) {
      buffer.copyWithin(at + size, at + USUAL, this.position);
      this.position += size - USUAL;
    }
    writeVarInt(buffer, at, length);
  }

  #text(text: string): void {
    const bytes = utf8Length(text);
    this.position = writeUtf8(this.buffer, writeVarInt(this.buffer, this.position, bytes), text, bytes);
  }

  #reserve(bytes: number): void {
    const needed = this.position + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.buffer.length));
    this.buffer.copy(larger, PACKED_HEADROOM, PACKED_HEADROOM, this.position);
    this.#pool.give(this.buffer);
    this.buffer = larger;
  }
}

const empty = Buffer.alloc(0);
