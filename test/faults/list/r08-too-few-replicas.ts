import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";

/** The topics ask for three replicas in sync, so that with one broker down NOT_ENOUGH_REPLICAS is the answer to each write. */
export const tooFewReplicas: Fault = {
  id: "R8",
  name: "fewer replicas in sync than min.insync.replicas for 10 s",
  rounds: 1,
  topicConfigs: { "min.insync.replicas": "3" },
  async round({ cluster, topics }) {
    await cluster.stop(3, "SIGKILL");
    await sleep(10_000);
    await cluster.start(3);
    await until("replicas in sync", 60, () => cluster.inSync(Object.values(topics)));
  },
};
