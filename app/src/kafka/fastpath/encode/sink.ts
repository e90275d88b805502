/** Memory that grows while a request is written into it. */
export class Sink {
  buffer: Buffer;
  position: number;

  /** @param memory to write into, or how many bytes are expected */
  constructor(memory: number | Buffer, position = 0) {
    this.buffer = typeof memory === "number" ? Buffer.allocUnsafe(memory) : memory;
    this.position = position;
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
