/** Steps that are timed, and end with the whole test's deadline. */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import { type SmokeReport, type Step, type StepName, stepNames } from "./report.ts";

const PAUSE_MS = 100;
/** Characters of a problem. */
const TOLD = 400;
/** A read that is told to stop ends with its request. */
const SETTLE_MS = 2_000;

/** What cannot become right by waiting: a sentence, and where to look when that is known better than by the step. */
export class StepFailure extends Error {
  readonly look: string | undefined;
  constructor(message: string, look?: string) {
    super(message);
    this.look = look;
  }
}

export class Trial {
  readonly correlationId: string;
  readonly signal: AbortSignal;
  readonly #seconds: number;
  readonly #start = performance.now();
  readonly #alive: NodeJS.Timeout;
  readonly #steps: Step[] = [];
  /** What runs on although its step is over. */
  readonly #running = new Set<Promise<unknown>>();

  /**
   * @param seconds for all steps
   * @param stop ends it before. Default: nobody does
   */
  constructor(correlationId: string, seconds: number, stop?: AbortSignal) {
    this.correlationId = correlationId;
    this.#seconds = seconds;
    const late = AbortSignal.timeout(seconds * 1_000);
    // The signal alone would let the process end before it, and without a word.
    this.#alive = setTimeout(() => undefined, seconds * 1_000);
    this.signal = stop === undefined ? late : AbortSignal.any([late, stop]);
  }

  /**
   * Tries until the work succeeds, fails for good (StepFailure), or the time is up.
   * @param late what is told then, such as "the event was not processed"
   * @param look where to look when it failed
   * @returns what the work gave; undefined: it failed, and the report tells so
   */
  async step<T>(step: StepName, late: string, look: string, work: () => Promise<T>): Promise<T | undefined> {
    const start = performance.now();
    const done = (more: Partial<Step>): void => {
      this.#steps.push({ step, ms: Math.round(performance.now() - start), ok: true, ...more });
    };
    for (let last = ""; ; ) {
      try {
        const found = await this.#within(work());
        done({});
        return found;
      } catch (error) {
        if (error instanceof StepFailure) {
          done({ ok: false, problem: sentence(error.message), look: error.look ?? look });
          return undefined;
        }
        if (error !== this.signal.reason) last = messageOf(error);
        if (this.signal.aborted) {
          const why = last === "" ? "" : `: ${last}`;
          done({ ok: false, problem: sentence(`${late} within ${this.#seconds} s${why}`), look });
          return undefined;
        }
        await sleep(PAUSE_MS);
      }
    }
  }

  /** The end of all steps. */
  report(): SmokeReport {
    const steps = this.#steps.sort((a, b) => stepNames.indexOf(a.step) - stepNames.indexOf(b.step));
    const ok = steps.every((step) => step.ok);
    const ms = Math.round(performance.now() - this.#start);
    return { smoke: ok ? "ok" : "failed", correlationId: this.correlationId, ms, steps };
  }

  /** Waits for what is under way, but not for long: a client that is closed in the middle of a request would connect anew, and stay. */
  async settled(): Promise<void> {
    clearTimeout(this.#alive);
    const enough = new AbortController();
    const late = sleep(SETTLE_MS, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#running), late]);
    enough.abort();
  }

  /** Clients have times of their own, which may be longer. What still runs then ends by itself. */
  async #within<T>(work: Promise<T>): Promise<T> {
    let stop = (): void => undefined;
    const up = new Promise<never>((_, reject) => {
      const abort = (): void => reject(this.signal.reason);
      this.signal.addEventListener("abort", abort, { once: true });
      stop = () => this.signal.removeEventListener("abort", abort);
    });
    const over = work.catch(() => undefined).finally(() => this.#running.delete(over));
    this.#running.add(over);
    try {
      return await Promise.race([work, up]);
    } finally {
      stop();
    }
  }
}

/** All steps fit into the 4 KiB that Kubernetes keeps of a container's last words. */
const sentence = (text: string): string => `${text.slice(0, TOLD).replace(/[.\s]+$/, "")}.`;
