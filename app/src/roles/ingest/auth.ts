/** Bearer tokens: deny by default, compared in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { SecretRef } from "../../connection.ts";
import type { Log } from "../../log.ts";
import { readSecret } from "../../secrets.ts";

const RELOAD_MS = 30_000;

export class Tokens {
  readonly #refs: SecretRef[];
  readonly #log: Log;
  #digests: Buffer[];
  #timer: NodeJS.Timeout;

  /** Reads all tokens; throws ConfigError when one cannot be read. Reads them again each 30 s, so that they can be rotated. */
  constructor(refs: SecretRef[], log: Log) {
    this.#refs = refs;
    this.#log = log;
    this.#digests = this.#read();
    this.#timer = setInterval(() => this.#reload(), RELOAD_MS);
    this.#timer.unref();
  }

  /** The name under which the sender of this header is known here (rate limit, idempotency); undefined: refuse. */
  identify(authorization: string | undefined): string | undefined {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return undefined;
    const digest = digestOf(token);
    let found: string | undefined;
    // No early end: the time must not tell which token came close.
    for (const known of this.#digests) if (timingSafeEqual(known, digest)) found = known.toString("base64url");
    return found;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #read(): Buffer[] {
    return this.#refs.map((ref) => digestOf(readSecret(ref).trim()));
  }

  #reload(): void {
    try {
      this.#digests = this.#read();
    } catch (error) {
      this.#log.error({ err: error }, "tokens not read again, the former ones stay valid");
    }
  }
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
