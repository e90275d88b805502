import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import { NODES } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import type { Operations } from "../support/operations.ts";

const ELECTIONS = 4;

/** Leaders are elected anew, and replicas taken from a leader and given back; nobody dies. */
export const leaderMoved: Fault = {
  id: "R2",
  name: "clean moves of leaders, five a round: preferred elections, and a leader's replica taken away and given back",
  rounds: 10,
  failures: ELECTIONS + 1,
  async round({ cluster: { operations }, input, sides }, round) {
    const topics = [input, ...sides.map((side) => side.topics.output)];
    for (let move = 0; move < ELECTIONS; move += 1) {
      const topic = topics[(round + move) % topics.length]!;
      const partition = (round + move) % 3;
      const leader = await operations.leader(topic, partition);
      await operations.moveLeader(topic, partition, NODES[leader % NODES.length]!);
      await sleep(100);
    }
    await takeAway(operations, topics[round % topics.length]!, round % 3);
  },
  settle: replicasInSync,
  async check(scene) {
    await scene.each(async ({ processors }) => {
      assert.equal(await processors.metric(0, "tributary_worker_restarts_total"), 0, processors.get(0).output());
      assert.doesNotMatch(processors.get(0).output(), /unhandled|uncaught/i);
    });
  },
};

async function takeAway(operations: Operations, topic: string, partition: number): Promise<void> {
  const leader = await operations.leader(topic, partition);
  const others = (await operations.replicas(topic, partition)).filter((node) => node !== leader);
  await operations.reassign(topic, partition, others);
  await until("another leader", 20, async () => (await operations.leader(topic, partition)) !== leader);
  await operations.reassign(topic, partition, [...others, leader]);
}
