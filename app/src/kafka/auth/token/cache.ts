/**
 * Keeps one token and gets the next one when 80 % of its life are over, so that whoever issues tokens may be away for the rest
 * of it. Times are the process' own clock and the token's stated life: a wrong clock of this machine changes nothing.
 */
import { ConfigError, LoginRefusedError, messageOf } from "../../../errors.ts";

export interface Token {
  /** Never logged, never part of an error. */
  readonly value: string;
  /** milliseconds that it is good for, from when it was asked for */
  readonly lifeMs: number;
}

export interface TokenCacheOptions {
  /** Asks for a new one. LoginRefusedError and ConfigError are final, anything else is tried again. */
  fetch: () => Promise<Token>;
  /** a refresh failed; the token in use is still good for `leftMs` */
  onFailure: (error: unknown, leftMs: number) => void;
  onSuccess: () => void;
  /** milliseconds of a clock that never goes back */
  now?: () => number;
}

/** share of a token's life */
const REFRESH_AT = 0.8;
/** milliseconds between two attempts */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** milliseconds; a token that ends this soon would end before a broker has read it */
const MIN_LEFT_MS = 500;
/** A token that nobody asked for during so many lives is let go. */
const IDLE_LIVES = 2;

export class TokenCache {
  readonly #options: TokenCacheOptions;
  readonly #now: () => number;
  #token: (Token & { from: number; until: number }) | undefined;
  #fetching: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #usedAt = 0;
  #retryMs = FIRST_RETRY_MS;

  constructor(options: TokenCacheOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** milliseconds that the token at hand is still good for; 0 without one */
  leftMs(): number {
    return Math.max(0, (this.#token?.until ?? 0) - this.#now());
  }

  /**
   * A token that is good now: the one at hand, or a new one when there is none.
   * @param minLeftMs when the one at hand is good for less, a new one is waited for as long as the old one lasts
   * @throws what `fetch` threw when there is no token that is good
   */
  async get(minLeftMs = MIN_LEFT_MS): Promise<Token & { leftMs: number }> {
    this.#usedAt = this.#now();
    if (this.leftMs() <= Math.max(minLeftMs, MIN_LEFT_MS)) await this.#renew();
    const token = this.#token;
    if (token === undefined || this.leftMs() <= 0) throw new Error("The token ended before it could be used.");
    return { ...token, leftMs: this.leftMs() };
  }

  /** The token was refused: the next get() asks for another. */
  discard(value: string): void {
    if (this.#token?.value === value) this.#token = undefined;
  }

  /** Tries until it succeeds, it is refused for good, or no good token is left. */
  async #renew(): Promise<void> {
    for (;;) {
      try {
        return await this.#fetch();
      } catch (error) {
        const left = this.leftMs();
        if (left <= MIN_LEFT_MS || isFinal(error)) {
          if (left > MIN_LEFT_MS) return;
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(this.#retryMs, left - MIN_LEFT_MS)));
      }
    }
  }

  #fetch(): Promise<void> {
    this.#fetching ??= this.#fetchOnce().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchOnce(): Promise<void> {
    const from = this.#now();
    try {
      const token = await this.#options.fetch();
      if (!(token.lifeMs > 0)) throw new Error("a token was issued that has ended already");
      this.#token = { ...token, from, until: from + token.lifeMs };
      this.#retryMs = FIRST_RETRY_MS;
      this.#options.onSuccess();
      this.#schedule(from + token.lifeMs * REFRESH_AT - this.#now());
    } catch (error) {
      this.#options.onFailure(error, this.leftMs());
      if (this.leftMs() > 0) this.#schedule(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      throw error;
    }
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        const token = this.#token;
        if (token === undefined || this.#now() - this.#usedAt > token.lifeMs * IDLE_LIVES) return;
        // What went wrong was told by onFailure, which also planned the next attempt.
        this.#fetch().catch(() => {});
      },
      Math.max(0, Math.min(ms, 2 ** 31 - 1)),
    );
    this.#timer.unref();
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof LoginRefusedError || error instanceof ConfigError;
}

/** milliseconds of life that a JSON web token states; undefined when the text is none */
export function statedLifeMs(jwt: string): number | undefined {
  try {
    const { iat, exp } = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    return typeof iat === "number" && typeof exp === "number" ? (exp - iat) * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

/** For log lines: never what was answered, only that it failed and why. */
export function failureText(error: unknown, leftMs: number): string {
  if (leftMs === 0 && isFinal(error)) return messageOf(error);
  const rest = leftMs > 0 ? `; the one in use is good for ${Math.round(leftMs / 1_000)} s more` : "";
  return `No new token: ${messageOf(error)}${rest}`;
}
