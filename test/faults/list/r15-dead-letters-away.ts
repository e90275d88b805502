import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import type { NodeId, Operations } from "../support/operations.ts";

/** Milliseconds; within them a broken event comes to each partition. */
const AWAY_MS = 15_000;
const SAID_SECONDS = 20;
const AWAY: NodeId = 3;

/** With a broker away they take nothing, as they want all replicas in sync; everything else does. */
export const deadLettersAway: Fault = {
  id: "R15",
  name: "dead letters cannot be written for 15 s: the source is not committed beyond what waits for them",
  rounds: 1,
  options: { configs: { deadLetter: { "min.insync.replicas": "3" } } },
  async round(scene) {
    const { cluster, sides } = scene;
    for (const { topics } of sides) await moveAway(cluster.operations, topics.deadLetter, AWAY);
    await cluster.stop(AWAY, "SIGTERM");
    const ends = Date.now() + AWAY_MS;
    await scene.each(({ processors, semantics }) =>
      until(`${semantics} is not ready`, SAID_SECONDS, async () => (await processors.notReady(0)).length > 0),
    );
    await sleep(ends - Date.now());
    await scene.look();
    await scene.each(async ({ results, semantics }, { committed }) => {
      for (const partition of [0, 1, 2]) {
        const first = results.firstWithout(partition);
        assert.ok(first !== undefined, `${semantics}: nothing of partition ${partition} waits`);
        const reached = committed.get(partition) ?? 0n;
        // A transaction that is decided is not seen before its end is written to the dead letters as well.
        if (!results.dead.complete) continue;
        assert.ok(reached <= first, `${semantics}: ${reached} of partition ${partition} is committed, ${first} waits`);
      }
    });
    await cluster.start(AWAY);
  },
  settle: ({ cluster, topics }) =>
    until("replicas in sync", 60, () => cluster.operations.inSync(topics)).then(() => {}),
};

/** A new leader with too few replicas in sync would not show the last records that the one before it has acknowledged. */
async function moveAway(operations: Operations, topic: string, from: NodeId): Promise<void> {
  for (const partition of [0, 1, 2])
    if ((await operations.leader(topic, partition)) === from) await operations.moveLeader(topic, partition, 1);
  await sleep(1_000);
}
