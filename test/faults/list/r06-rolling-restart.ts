import { until } from "../../../app/test/integration/processes.ts";
import { NODES } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";

export const rollingRestart: Fault = {
  id: "R6",
  name: "rolling restart of all brokers",
  rounds: 1,
  failures: NODES.length,
  async round({ cluster, topics }) {
    for (const node of NODES) {
      await cluster.stop(node, "SIGTERM");
      await cluster.start(node);
      await until("replicas in sync", 60, () => cluster.operations.inSync(topics));
    }
  },
};
