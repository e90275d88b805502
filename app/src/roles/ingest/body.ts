/** Reads a request's body up to a limit. */
import type { IncomingMessage } from "node:http";

/** The body is larger than allowed; the rest of it is not read. */
export class BodyTooLargeError extends Error {}
/** All bodies being read together are more than this process wants to hold. */
export class BodiesFullError extends Error {}

/** Bytes of the bodies at work, of all requests together. */
export class BodyBudget {
  readonly #limit: number;
  #held = 0;
  constructor(limit: number) {
    this.#limit = limit;
  }
  take(bytes: number): void {
    if (this.#held + bytes > this.#limit) throw new BodiesFullError();
    this.#held += bytes;
  }
  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/**
 * @param maxBytes of this body
 * @param taken is told each time bytes were taken from the budget; the caller gives them back when the request is over
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
  taken: (bytes: number) => void,
): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new BodyTooLargeError();
  const chunks: Buffer[] = [];
  let size = 0;
  // A refused request must still get its answer, so its socket stays open.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLargeError();
    budget.take(chunk.length);
    taken(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
