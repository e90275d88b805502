/** Memory for packed records, used again once they are acknowledged: a buffer a batch would keep the garbage collector busy. */
export class BufferPool {
  readonly size: number;
  readonly #free: Buffer[] = [];
  readonly #keep: number;

  /**
   * @param size bytes of a buffer
   * @param keep unused buffers that are held at most
   */
  constructor(size: number, keep = 16) {
    this.size = size;
    this.#keep = keep;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.size);
  }

  /** Nobody else may use it any more. One of another size is let go. */
  give(buffer: Buffer): void {
    if (buffer.length === this.size && this.#free.length < this.#keep) this.#free.push(buffer);
  }
}
