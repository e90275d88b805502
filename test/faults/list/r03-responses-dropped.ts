import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";

/** Brokers append, and nobody learns of it: at least once, what is sent again stands there twice, and nothing is missing. */
export const responsesDropped: Fault = {
  id: "R3",
  name: "responses of every broker lost for 2 s, then connections cut",
  rounds: 3,
  async round({ cluster }) {
    for (const proxy of cluster.proxies.values()) proxy.dropResponses(true);
    await sleep(2_000);
    cluster.heal();
  },
};
