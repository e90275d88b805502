/** Memory that grows while a request is written into it. */
export class Sink {
  buffer: Buffer;
  position = 0;

  /** @param size bytes expected */
  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  /** Makes room for `bytes` after the position. `buffer` may be another one afterwards. */
  reserve(bytes: number): Buffer {
    const needed = this.position + bytes;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, this.position);
      this.buffer = larger;
    }
    return this.buffer;
  }
}
