import { setTimeout as sleep } from "node:timers/promises";
import { NODES } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";

/** Slow, silent, and unreachable, one broker after the other. */
export const network: Fault = {
  id: "R21",
  name: "200 ms of delay; a half-open broker for 5 s; clients cut off from one broker for 5 s",
  rounds: 1,
  async round({ cluster }, round) {
    const one = cluster.proxies.get(NODES[round % NODES.length]!)!;
    for (const proxy of cluster.proxies.values()) proxy.delay(200);
    await sleep(5_000);
    cluster.heal();
    one.halfOpen(true);
    await sleep(5_000);
    cluster.heal();
    one.partition(true);
    await sleep(5_000);
    cluster.heal();
  },
};
