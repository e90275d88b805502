/** Sends events by HTTP, one request after the other, and keeps those that were acknowledged. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LoginEvent } from "../../../app/src/record/login-event.ts";
import { good } from "../../../app/test/support/events.ts";

/** Events in a request; keys come back in each, so that order a key can be judged. */
const BATCH = 40;
const KEYS = 60;
/** milliseconds between requests */
const PAUSE_MS = 60;
const DEVICES = ["android", "iOS", "web"];
const LOCALES = ["de_AT", "en_GB", undefined];
const VERSIONS = ["2.2.4", "2.3.0", undefined, "3.0.1"];
/** seconds of event time that the events of a load are spread over, again and again */
const SPREAD = 600;

export class Load {
  /** By id. */
  readonly events = new Map<string, LoginEvent>();
  readonly acked: string[] = [];
  readonly #url: string;
  readonly #prefix: string;
  readonly #stop = new AbortController();
  #abandoned = false;
  readonly #done: Promise<void>;

  /** @param prefix in the ids: small letters, digits and dashes */
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
      const events = Array.from({ length: BATCH }, (_, index) => loadEvent(this.#prefix, next + index));
      const body = events.map((event) => `${JSON.stringify(event)}\n`).join("");
      for (const event of events) this.events.set(event.device_id!, event);
      for (const deadline = Date.now() + 120_000; !(await this.#send(body)); await sleep(200)) {
        if (this.#abandoned) return;
        if (Date.now() > deadline) throw new Error("ingest did not accept a request for 120 s");
      }
      this.acked.push(...events.map(({ device_id }) => device_id!));
      await sleep(PAUSE_MS);
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

/**
 * An event whose id is found in any format (oracle.ts).
 * @param prefix in the id: small letters, digits and dashes
 */
export function loadEvent(prefix: string, number: number): LoginEvent {
  const { locale: _locale, app_version: _version, ...rest } = good();
  const [locale, version] = [LOCALES[number % LOCALES.length], VERSIONS[number % VERSIONS.length]];
  return {
    ...rest,
    user_id: `user-${number % KEYS}`,
    device_id: `load~${prefix}~${number}~`,
    device_type: DEVICES[(number >> 2) % DEVICES.length]!,
    ...(locale === undefined ? {} : { locale }),
    ...(version === undefined ? {} : { app_version: version }),
    timestamp: 1_700_000_000 + ((number * 7) % SPREAD),
  };
}
