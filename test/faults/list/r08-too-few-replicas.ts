import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import type { NodeId } from "../support/operations.ts";
import { assertRefused } from "../support/refused.ts";
import type { Scene } from "../support/scene.ts";

const DOWN_MS = 10_000;

/** The topics ask for three replicas in sync, so that with one broker down NOT_ENOUGH_REPLICAS is the answer to each write. */
export const tooFewReplicas: Fault = {
  id: "R8a",
  name: "fewer replicas in sync than min.insync.replicas for 10 s",
  rounds: 1,
  options: { configs: { all: { "min.insync.replicas": "3" } } },
  round: (scene) => down(scene, [3], () => assertRefused(scene, allOf(scene))),
  settle: replicasInSync,
};

/** With them the controllers' majority is gone, too. */
export const twoBrokersKilled: Fault = {
  id: "R8b",
  name: "SIGKILL of two of three brokers, back after 10 s",
  rounds: 1,
  round: (scene, round) => down(scene, round % 2 === 0 ? [1, 2] : [2, 3], () => sleep(DOWN_MS)),
  settle: replicasInSync,
};

const allOf = ({ topics }: Scene): string[] =>
  topics.flatMap((topic) => [0, 1, 2].map((partition) => `${topic}-${partition}`));

/** @param meanwhile takes the time that they are away, if it is longer than 10 s */
async function down({ cluster }: Scene, nodes: NodeId[], meanwhile: () => Promise<void>): Promise<void> {
  await Promise.all(nodes.map((node) => cluster.stop(node, "SIGKILL")));
  await Promise.all([sleep(DOWN_MS), meanwhile()]);
  await Promise.all(nodes.map((node) => cluster.start(node)));
}
