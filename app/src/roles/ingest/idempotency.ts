/**
 * Remembers the answers to requests with an Idempotency-Key, so that a repeated request is answered and not done again.
 * It lives in this process' memory: after a restart, or at another instance, a repeated request is done again, and its records
 * can be told by their headers idempotency-key and idempotency-line.
 */
import { createHash } from "node:crypto";

export interface StoredAnswer {
  status: number;
  body: string;
}

export type Begun =
  | { kind: "new"; finish: (answer: StoredAnswer | undefined) => void }
  | { kind: "stored"; answer: StoredAnswer }
  | { kind: "in-flight" }
  | { kind: "other-body" };

interface Entry {
  digest: string;
  answer: StoredAnswer | undefined;
  expires: number;
}

export interface IdempotencyLimits {
  /** milliseconds that an answer is remembered; default 10 minutes */
  ttlMs?: number;
  /** default 10,000 */
  entries?: number;
  /** bytes of answers; default 64 MiB */
  bytes?: number;
}

export class IdempotencyStore {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: Required<IdempotencyLimits>;
  #bytes = 0;

  constructor(limits: IdempotencyLimits = {}) {
    this.#limits = { ttlMs: 600_000, entries: 10_000, bytes: 67_108_864, ...limits };
  }

  /** @param sender keys of different senders do not meet */
  begin(sender: string, key: string, body: Buffer, now = performance.now()): Begun {
    const name = `${sender} ${key}`;
    const digest = createHash("sha256").update(body).digest("base64");
    const known = this.#entries.get(name);
    if (known !== undefined && (known.answer === undefined || known.expires > now)) {
      if (known.digest !== digest) return { kind: "other-body" };
      if (known.answer === undefined) return { kind: "in-flight" };
      this.#entries.delete(name);
      this.#entries.set(name, known);
      return { kind: "stored", answer: known.answer };
    }
    this.#forget(name);
    const entry: Entry = { digest, answer: undefined, expires: Number.POSITIVE_INFINITY };
    this.#entries.set(name, entry);
    return { kind: "new", finish: (answer) => this.#finish(name, entry, answer) };
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Without an answer (nothing certain was done) the key is free again. */
  #finish(name: string, entry: Entry, answer: StoredAnswer | undefined): void {
    if (answer === undefined) {
      this.#entries.delete(name);
      return;
    }
    entry.answer = answer;
    entry.expires = performance.now() + this.#limits.ttlMs;
    this.#bytes += answer.body.length;
    for (const [oldest, { answer: old }] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) break;
      if (old !== undefined) this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#bytes -= entry.answer?.body.length ?? 0;
    this.#entries.delete(name);
  }
}
