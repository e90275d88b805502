import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import type { NodeId } from "../support/operations.ts";

const DOWN_MS = 10_000;

/** The topics ask for three replicas in sync, so that with one broker down NOT_ENOUGH_REPLICAS is the answer to each write. */
export const tooFewReplicas: Fault = {
  id: "R8a",
  name: "fewer replicas in sync than min.insync.replicas for 10 s",
  rounds: 1,
  options: { configs: { all: { "min.insync.replicas": "3" } } },
  round: (scene) => down(scene, [3]),
  settle: ({ cluster, topics }) =>
    until("replicas in sync", 60, () => cluster.operations.inSync(topics)).then(() => {}),
};

/** With them the controllers' majority is gone, too. */
export const twoBrokersKilled: Fault = {
  id: "R8b",
  name: "SIGKILL of two of three brokers, back after 10 s",
  rounds: 1,
  round: (scene, round) => down(scene, round % 2 === 0 ? [1, 2] : [2, 3]),
  settle: ({ cluster, topics }) =>
    until("replicas in sync", 60, () => cluster.operations.inSync(topics)).then(() => {}),
};

async function down({ cluster }: Parameters<Fault["round"]>[0], nodes: NodeId[]): Promise<void> {
  await Promise.all(nodes.map((node) => cluster.stop(node, "SIGKILL")));
  await sleep(DOWN_MS);
  await Promise.all(nodes.map((node) => cluster.start(node)));
}
