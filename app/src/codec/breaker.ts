/** A circuit breaker: after a failure nobody asks again before a pause is over, and each further failure makes the pause longer. */

const FIRST_MS = 250;
const LAST_MS = 15_000;

export class Breaker {
  #pauseMs = 0;
  #closedAt = 0;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds until the next question may be asked; 0: now. */
  waitMs(): number {
    return Math.max(0, this.#closedAt - this.#now());
  }

  succeeded(): void {
    this.#pauseMs = 0;
    this.#closedAt = 0;
  }

  /** Failures of questions that were under way together count once. */
  failed(): void {
    if (this.waitMs() > 0) return;
    this.#pauseMs = this.#pauseMs === 0 ? FIRST_MS : Math.min(this.#pauseMs * 2, LAST_MS);
    this.#closedAt = this.#now() + this.#pauseMs;
  }
}
