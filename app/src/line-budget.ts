/** Lines a second at most of a kind that others can cause: the rest is counted, and told with the next one. */

const PER_SECOND = 10;

export class LineBudget {
  readonly #perSecond: number;
  readonly #now: () => number;
  #second = 0;
  #spent = 0;
  #left = 0;

  /** @param now milliseconds; for tests */
  constructor(perSecond = PER_SECOND, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** @returns how many were left out since the last one; undefined: this one is left out, too */
  take(): number | undefined {
    const second = Math.floor(this.#now() / 1_000);
    if (second !== this.#second) [this.#second, this.#spent] = [second, 0];
    if (this.#spent >= this.#perSecond) {
      this.#left += 1;
      return undefined;
    }
    this.#spent += 1;
    const left = this.#left;
    this.#left = 0;
    return left;
  }
}
