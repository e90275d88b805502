/** Cuts what a client sends to a broker into Kafka's requests: a length of four bytes, then as many bytes. */

/** Key of the API that ends a transaction. */
export const END_TXN = 26;

export class Frames {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the requests that are complete now, each with its length in front */
  push(chunk: Buffer): Buffer[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      frames.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return frames;
  }
}

/** Which API a request is of. */
export function apiKeyOf(frame: Buffer): number {
  return frame.readInt16BE(4);
}
