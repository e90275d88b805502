/** Cuts what a client sends to a broker into Kafka's requests: a length of four bytes, then as many bytes. */

/** Keys of APIs: records, offsets without and within a transaction, a producer's id and epoch, the end of a transaction. */
export const PRODUCE = 0;
export const OFFSET_COMMIT = 8;
export const INIT_PRODUCER_ID = 22;
export const END_TXN = 26;
export const TXN_OFFSET_COMMIT = 28;

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

/** Who says that it sends it; empty when it does not say. */
export function clientIdOf(frame: Buffer): string {
  // After the length, the API's key and version, and the request's number.
  const length = frame.readInt16BE(12);
  return length > 0 ? frame.toString("utf8", 14, 14 + length) : "";
}
