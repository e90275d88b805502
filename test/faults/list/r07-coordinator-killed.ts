import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";

/** Of the group and, where there are transactions, of one of them in turn. */
export const coordinatorKilled: Fault = {
  id: "R7",
  name: "SIGKILL of the group's coordinator, and of a transaction's",
  rounds: 2,
  async round({ cluster, sides }, round) {
    const { operations } = cluster;
    const { group } = sides[round % sides.length]!;
    const [transaction] = [...(await operations.transactions()).keys()].filter((id) => id.includes(group));
    const of = round % 2 === 1 && transaction !== undefined ? { transaction } : { group };
    const victim = await operations.coordinator(of);
    await cluster.stop(victim, "SIGKILL");
    await sleep(2_000);
    await cluster.start(victim);
  },
  settle: replicasInSync,
};
