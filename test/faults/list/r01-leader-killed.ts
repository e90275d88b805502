import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import type { NodeId } from "../support/operations.ts";

/** The leader of the input's and of an output's partition dies in turn while both are written. */
export const leaderKilled: Fault = {
  id: "R1",
  name: "SIGKILL of a partition's leader while it is written",
  rounds: 3,
  recoverySeconds: 15,
  async round({ cluster, input, sides }, round) {
    const outputs = sides.map(({ topics }) => topics.output);
    const topic = [input, ...outputs][round % (1 + outputs.length)]!;
    const victim: NodeId = await cluster.operations.leader(topic, round % 3);
    await cluster.stop(victim, "SIGKILL");
    await sleep(2_000);
    await cluster.start(victim);
  },
  settle: replicasInSync,
};
