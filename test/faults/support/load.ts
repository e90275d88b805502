/** Sends events by HTTP, one request after the other, and keeps the ids of those that were acknowledged. */
import { setTimeout as sleep } from "node:timers/promises";
import { good } from "../../../app/test/support/events.ts";

/** Events in a request; keys come back in each, so that order a key can be judged. */
const BATCH = 40;
const KEYS = 60;

export class Load {
  readonly acked: string[] = [];
  /** requests that were not answered with all events accepted, and were sent again */
  retries = 0;
  readonly #url: string;
  readonly #prefix: string;
  readonly #stop = new AbortController();
  #abandoned = false;
  readonly #done: Promise<void>;

  constructor(port: number, prefix: string) {
    this.#url = `http://127.0.0.1:${port}/v1/events`;
    this.#prefix = prefix;
    this.#done = this.#loop();
    // Told when the load is stopped, not as an unhandled rejection in the middle of a fault.
    this.#done.catch(() => undefined);
  }

  /** Ends after the request that is under way was acknowledged; each id is then either acknowledged or never sent. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Ends at once, whatever is under way: nothing is judged any more. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.stop().catch(() => undefined);
  }

  async #loop(): Promise<void> {
    for (let next = 0; !this.#stop.signal.aborted; next += BATCH) {
      const ids = Array.from({ length: BATCH }, (_, index) => `${this.#prefix}-${next + index}`);
      const body = ids.map((id, index) => event(id, (next + index) % KEYS)).join("");
      for (const deadline = Date.now() + 90_000; !(await this.#send(body)); await sleep(200)) {
        if (this.#abandoned) return;
        if (Date.now() > deadline) throw new Error("ingest did not accept a request for 90 s");
        this.retries += 1;
      }
      this.acked.push(...ids);
      await sleep(20);
    }
  }

  async #send(body: string): Promise<boolean> {
    try {
      const headers = { authorization: "Bearer sesame" };
      const response = await fetch(this.#url, { method: "POST", headers, body, signal: AbortSignal.timeout(40_000) });
      const answer = (await response.json()) as { accepted?: number };
      return response.ok && answer.accepted === BATCH;
    } catch {
      return false;
    }
  }
}

function event(id: string, key: number): string {
  return `${JSON.stringify({ ...good(id), user_id: `user-${key}`, device_id: id })}\n`;
}
