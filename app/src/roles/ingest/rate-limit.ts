/** A token bucket for each sender: bursts of up to one second's worth, then the rate. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #capacity: number;
  readonly #buckets = new Map<string, { level: number; at: number }>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#capacity = Math.max(1, perSecond);
  }

  /** 0 when the request may go on, else after how many whole seconds it may come again. `now` in milliseconds, of a clock that nobody sets. */
  take(sender: string, now = performance.now()): number {
    const bucket = this.#buckets.get(sender) ?? { level: this.#capacity, at: now };
    bucket.level = Math.min(this.#capacity, bucket.level + (Math.max(0, now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    this.#buckets.set(sender, bucket);
    if (bucket.level >= 1) {
      bucket.level -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - bucket.level) / this.#perSecond));
  }
}
