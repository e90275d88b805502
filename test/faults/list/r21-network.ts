import { setTimeout as sleep } from "node:timers/promises";
import { NODES } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";

/** Slow, lossy, silent, and unreachable, one after the other. */
export const network: Fault = {
  id: "R21",
  name: "for 5 s each: 200 ms of delay; 1 % of chunks break their connection; a half-open broker; clients cut off from one",
  rounds: 1,
  failures: 4,
  async round({ cluster }, round) {
    const all = [...cluster.proxies.values()];
    const one = cluster.proxies.get(NODES[round % NODES.length]!)!;
    const faults: (() => void)[] = [
      () => all.forEach((proxy) => void proxy.delay(200)),
      () => all.forEach((proxy) => void proxy.lose(0.01)),
      () => one.halfOpen(true),
      () => one.partition(true),
    ];
    for (const begin of faults) {
      begin();
      await sleep(5_000);
      cluster.heal();
    }
  },
};
