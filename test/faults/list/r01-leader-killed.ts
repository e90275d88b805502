import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";

/** The leader of the input's and of the output's partition dies in turn while both are written. */
export const leaderKilled: Fault = {
  id: "R1",
  name: "SIGKILL of a partition's leader while it is written",
  rounds: 3,
  async round({ cluster, topics }, round) {
    const topic = round % 2 === 0 ? topics.input : topics.output;
    const victim = await cluster.leader(topic, round % 3);
    await cluster.stop(victim, "SIGKILL");
    await sleep(2_000);
    await cluster.start(victim);
    await until("replicas in sync", 60, () => cluster.inSync(Object.values(topics)));
  },
};
