import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import type { NodeId, Operations } from "../support/operations.ts";
import type { Scene } from "../support/scene.ts";
import { assertUnready, becomeUnready } from "../support/unready.ts";

/** Milliseconds in which nothing may be committed any more: until then a broken event has come to each partition. */
const STRETCH_MS = 6_000;
const AWAY: NodeId = 3;

/** With a broker away they take nothing, as they want all replicas in sync; everything else does. */
export const deadLettersAway: Fault = {
  id: "R15",
  name: "dead letters cannot be written for about 20 s: the source is not committed beyond what waits for them",
  rounds: 1,
  options: { configs: { deadLetter: { "min.insync.replicas": "3" } } },
  async round(scene) {
    const { cluster, sides } = scene;
    for (const { topics } of sides) await moveAway(cluster.operations, topics.deadLetter, AWAY);
    await cluster.stop(AWAY, "SIGTERM");
    await becomeUnready(scene.sides);
    const before = await committed(scene);
    for (const end = Date.now() + STRETCH_MS; Date.now() < end; await sleep(500)) await assertUnready(scene.sides);
    assert.deepEqual(await committed(scene), before, "committed although a dead letter of each partition waits");
    await scene.look();
    await scene.each(async ({ results, semantics }, watch) => {
      for (const partition of [0, 1, 2]) {
        const first = results.firstWithout(partition);
        assert.ok(first !== undefined, `${semantics}: nothing of partition ${partition} waits`);
        const reached = watch.committed.get(partition) ?? 0n;
        // A transaction that is decided is not seen before its end is written to the dead letters as well.
        if (!results.dead.complete) continue;
        assert.ok(reached <= first, `${semantics}: ${reached} of partition ${partition} is committed, ${first} waits`);
      }
    });
    await cluster.start(AWAY);
  },
  settle: replicasInSync,
};

/** Of each side, whether a transaction is open or not: one that cannot end has committed nothing. */
async function committed({ cluster, sides }: Scene): Promise<Map<number, bigint>[]> {
  return Promise.all(sides.map(({ group }) => cluster.operations.committed(group)));
}

/** A new leader with too few replicas in sync would not show the last records that the one before it has acknowledged. */
async function moveAway(operations: Operations, topic: string, from: NodeId): Promise<void> {
  for (const partition of [0, 1, 2])
    if ((await operations.leader(topic, partition)) === from) await operations.moveLeader(topic, partition, 1);
  await sleep(1_000);
}
