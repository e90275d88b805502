/** A look at a record that proves it readable: lengths, and the last bytes of key, value and header, for both Node consumers. */
export class Touch {
  records = 0;
  bytes = 0;
  sum = 0;

  add(key: Buffer | null | undefined, value: Buffer | null | undefined, header: Buffer | undefined): void {
    this.records += 1;
    this.bytes += this.#look(key) + this.#look(value) + this.#look(header);
  }

  /** The same of `length` bytes where they lie; -1: null. */
  part(bytes: Buffer, start: number, length: number): void {
    if (length <= 0) return;
    this.sum += bytes[start + length - 1]! + bytes[start + (length >> 1)]!;
    this.bytes += length;
  }

  #look(part: Buffer | null | undefined): number {
    if (!part || part.length === 0) return 0;
    this.sum += part[part.length - 1]! + part[part.length >> 1]!;
    return part.length;
  }
}
