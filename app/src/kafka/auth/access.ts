/** Why brokers cannot be used, as far as certificates and logins are to blame: for logs, and so that /ready tells it. */
import type { Log } from "../../log.ts";

/** milliseconds; a problem that did not come again for so long concerns a broker that nobody talks to any more */
const FORGET_MS = 60_000;
/** milliseconds between two log lines that say the same */
const REPEAT_MS = 30_000;

interface Problem {
  text: string;
  at: number;
  loggedAt: number;
}

export class Access {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #problems = new Map<string, Problem>();

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** @param where a broker's host:port, or who issues tokens */
  problem(where: string, text: string): void {
    const now = this.#now();
    const before = this.#problems.get(where);
    const same = before?.text === text && now - before.loggedAt < REPEAT_MS;
    if (!same) this.#log.error({ broker: where }, text);
    this.#problems.set(where, { text, at: now, loggedAt: same ? before.loggedAt : now });
  }

  granted(where: string): void {
    if (this.#problems.delete(where)) this.#log.info({ broker: where }, "logged in again");
  }

  /** Sentences, each once; empty when nothing is known to be wrong. */
  problems(): string[] {
    const now = this.#now();
    for (const [where, { at }] of this.#problems) if (now - at > FORGET_MS) this.#problems.delete(where);
    return [...new Set([...this.#problems.values()].map(({ text }) => text))];
  }
}
