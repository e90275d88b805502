/** Headers of a record, encoded apart so that their size is known before the record's length is written. */
import { sizeOfVarInt, writeVarInt } from "../varint.ts";
import { utf8Length, writeUtf8 } from "./text.ts";

/** 5 bytes hold any count or length. */
const LONGEST = 5;

export class HeaderWriter {
  /** The headers written last are its first `size` bytes. */
  buffer: Buffer = Buffer.allocUnsafeSlow(512);
  size = 0;
  #last: object | undefined;

  /**
   * Writes count and headers; the same object as last time is still there.
   * @returns false when the headers hold something that kafkajs must judge
   */
  write(headers: Record<string, unknown>): boolean {
    if (headers === this.#last) return true;
    this.#last = undefined;
    this.size = LONGEST;
    let count = 0;
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index += 1) {
          if (!this.#one(name, value[index])) return false;
        }
        count += value.length;
      } else {
        if (!this.#one(name, value)) return false;
        count += 1;
      }
    }
    const bytes = sizeOfVarInt(count);
    // The count comes first, and takes one byte for up to 63 headers.
    writeVarInt(this.buffer, 0, count);
    this.buffer.copyWithin(bytes, LONGEST, this.size);
    this.size -= LONGEST - bytes;
    this.#last = headers;
    return true;
  }

  /** Forgets the object of last time, which may be changed before the next request. */
  reset(): void {
    this.#last = undefined;
  }

  #one(name: string, value: unknown): boolean {
    const isText = typeof value === "string";
    if (!isText && !Buffer.isBuffer(value)) return false;
    const nameBytes = utf8Length(name);
    const valueBytes = isText ? utf8Length(value) : value.length;
    this.#reserve(nameBytes + valueBytes + 2 * LONGEST);
    const { buffer } = this;
    let at = writeUtf8(buffer, writeVarInt(buffer, this.size, nameBytes), name, nameBytes);
    at = writeVarInt(buffer, at, valueBytes);
    if (isText) at = writeUtf8(buffer, at, value, valueBytes);
    else {
      buffer.set(value, at);
      at += valueBytes;
    }
    this.size = at;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.size + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.size + bytes));
    this.buffer.copy(larger, 0, 0, this.size);
    this.buffer = larger;
  }
}
