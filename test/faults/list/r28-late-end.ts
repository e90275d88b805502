import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { END_TXN, INIT_PRODUCER_ID } from "../support/frames.ts";

/** Longer than the client waits for an answer, so that the request arrives in the midst of later transactions (KAFKA-17754). */
const LATE_MS = 20_000;

export const lateEnd: Fault = {
  id: "R28",
  name: "requests that end a transaction arrive 20 s late, after others began",
  rounds: 1,
  options: { semantics: ["exactly-once"] },
  async round({ cluster }) {
    const proxies = [...cluster.proxies.values()];
    const holds = proxies.map((proxy) => proxy.hold({ apiKey: END_TXN, ms: LATE_MS }));
    const initialised = () => proxies.reduce((sum, { asked }) => sum + (asked.get(INIT_PRODUCER_ID) ?? 0), 0);
    const before = initialised();
    await until("an end of a transaction is held", 10, async () => holds.some(({ count }) => count > 0));
    await sleep(500);
    for (const hold of holds) hold.letGo();
    await sleep(LATE_MS + 2_000);
    assert.ok(initialised() > before, "no producer initialised anew: what arrives late could still end a transaction");
  },
};
