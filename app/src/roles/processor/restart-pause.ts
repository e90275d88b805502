/** How long the pool waits before it starts a worker again: longer each time, until one has lived for a while. */

/** Milliseconds. */
export const FIRST_PAUSE_MS = 250;
export const LAST_PAUSE_MS = 10_000;
/** After a refused login somebody has to put it right, and brokers may lock out who tries too often. */
export const REFUSED_PAUSE_MS = 5_000;
/** A worker that ran for so long has recovered: the next pause is short again. */
export const RECOVERED_MS = 30_000;

export class RestartPause {
  #next = FIRST_PAUSE_MS;

  /**
   * @param ranMs how long the worker that ended had run
   * @param refused its login was refused, and one like it was not before
   * @returns milliseconds
   */
  next(ranMs: number, refused: boolean): number {
    if (ranMs > RECOVERED_MS) this.#next = FIRST_PAUSE_MS;
    const pause = refused ? Math.max(this.#next, REFUSED_PAUSE_MS) : this.#next;
    this.#next = Math.min(pause * 2, LAST_PAUSE_MS);
    return pause;
  }
}
