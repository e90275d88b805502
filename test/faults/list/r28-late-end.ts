import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { END_TXN } from "../support/frames.ts";

/** Longer than the client waits for an answer, so that the request arrives in the midst of later transactions (KAFKA-17754). */
const LATE_MS = 20_000;

export const lateEnd: Fault = {
  id: "R28",
  name: "requests that end a transaction arrive 20 s late, after others began",
  rounds: 1,
  options: { semantics: ["exactly-once"] },
  async round({ cluster }) {
    const proxies = [...cluster.proxies.values()];
    for (const proxy of proxies) proxy.hold(END_TXN, LATE_MS);
    await until("an end of a transaction is held", 10, async () => proxies.some(({ held }) => held > 0));
    await sleep(500);
    for (const proxy of proxies) proxy.letGo();
    await sleep(LATE_MS + 2_000);
  },
};
