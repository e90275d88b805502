/** What kafkajs expects of an encoded request: it reads `buf`, `offset`, `buffer` and `size()` and never writes to it. */
export class Payload {
  readonly buf: Buffer;
  readonly offset: number;
  readonly #whole: Buffer;
  readonly #start: number;

  /**
   * @param whole holds the payload
   * @param start where the payload begins; what lies before may be used for a header
   * @param end where the payload ends
   */
  constructor(whole: Buffer, start: number, end: number) {
    this.buf = whole.subarray(start, end);
    this.offset = end - start;
    this.#whole = whole;
    this.#start = start;
  }

  get buffer(): Buffer {
    return this.buf;
  }

  size(): number {
    return this.offset;
  }

  toJSON(): { type: "Buffer"; data: number[] } {
    return this.buf.toJSON();
  }

  /** Room before the payload, in bytes. */
  get headroom(): number {
    return this.#start;
  }

  /** The same memory, with `bytes` of the headroom taken in. Only one header can be put before a payload. */
  withHeader(bytes: number): Payload {
    return new Payload(this.#whole, this.#start - bytes, this.#start + this.offset);
  }
}
