import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";

export const coordinatorKilled: Fault = {
  id: "R7",
  name: "SIGKILL of the group's coordinator",
  rounds: 2,
  async round({ cluster, topics, group }) {
    const victim = await cluster.coordinator(group);
    await cluster.stop(victim, "SIGKILL");
    await sleep(2_000);
    await cluster.start(victim);
    await until("replicas in sync", 60, () => cluster.inSync(Object.values(topics)));
  },
};
