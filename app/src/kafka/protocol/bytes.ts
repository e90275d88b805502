/** Requests and answers of Kafka's protocol that kafkajs does not speak: the few types that they are made of. */

/** Writes fields one after the other. `flexible`: lengths as varints and tags at the end of each structure (KIP-482). */
export class Writer {
  readonly #parts: Buffer[] = [];
  readonly #flexible: boolean;

  constructor(flexible = false) {
    this.#flexible = flexible;
    // The end of the header, which kafkajs writes in its older form.
    if (flexible) this.tags();
  }

  int8(value: number): this {
    const bytes = Buffer.alloc(1);
    bytes.writeInt8(value);
    return this.#add(bytes);
  }
  int16(value: number): this {
    const bytes = Buffer.alloc(2);
    bytes.writeInt16BE(value);
    return this.#add(bytes);
  }
  int32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return this.#add(bytes);
  }
  float64(value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return this.#add(bytes);
  }
  bool(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }
  text(value: string | null): this {
    if (value === null) return this.#flexible ? this.#uvarint(0) : this.int16(-1);
    const bytes = Buffer.from(value);
    return this.#flexible ? this.bytes(bytes) : this.int16(bytes.length).#add(bytes);
  }
  /** Only in flexible requests. */
  bytes(value: Buffer): this {
    return this.#uvarint(value.length + 1).#add(value);
  }
  list<T>(items: readonly T[], write: (item: T) => void): this {
    if (this.#flexible) this.#uvarint(items.length + 1);
    else this.int32(items.length);
    for (const item of items) {
      write(item);
      this.tags();
    }
    return this;
  }
  /** Numbers are no structures: no tags between them. */
  int32s(values: readonly number[]): this {
    if (this.#flexible) this.#uvarint(values.length + 1);
    else this.int32(values.length);
    for (const value of values) this.int32(value);
    return this;
  }
  /** None: at the end of each structure of a flexible request. */
  tags(): this {
    return this.#flexible ? this.#uvarint(0) : this;
  }
  end(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #uvarint(value: number): this {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>>= 7) {
      if (rest < 128) {
        bytes.push(rest);
        return this.#add(Buffer.from(bytes));
      }
      bytes.push((rest & 127) | 128);
    }
  }
  #add(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }
}

/** Reads what follows the correlation id. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #flexible: boolean;
  #at = 0;

  constructor(bytes: Buffer, flexible = false) {
    this.#bytes = bytes;
    this.#flexible = flexible;
    if (flexible) this.tags();
  }

  int8(): number {
    this.#at += 1;
    return this.#bytes.readInt8(this.#at - 1);
  }
  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }
  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }
  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }
  float64(): number {
    this.#at += 8;
    return this.#bytes.readDoubleBE(this.#at - 8);
  }
  text(): string | null {
    const length = this.#flexible ? this.#uvarint() - 1 : this.int16();
    if (length < 0) return null;
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
  list<T>(read: () => T): T[] {
    const length = this.#flexible ? this.#uvarint() - 1 : this.int32();
    const items: T[] = [];
    for (let left = length; left > 0; left -= 1) {
      items.push(read());
      this.tags();
    }
    return items;
  }
  /** Whatever they hold is not for us. */
  tags(): void {
    if (!this.#flexible) return;
    for (let count = this.#uvarint(); count > 0; count -= 1) {
      this.#uvarint();
      // Not in one: the place would be taken before the length was read.
      const length = this.#uvarint();
      this.#at += length;
    }
  }

  #uvarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.#at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
}
