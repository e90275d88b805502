import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { memoryOf } from "../support/footprint.ts";
import { replicasInSync } from "../support/in-sync.ts";
import { assertUnready, becomeUnready } from "../support/unready.ts";

const AWAY_MS = 45_000;
/** Bytes that a processor may grow by meanwhile, whatever comes in. */
const GROWTH = 150_000_000;
const ALL_REPLICAS = { "min.insync.replicas": "3" };

/** With a broker away the outputs take nothing, as they want all replicas in sync; the source does. */
export const outputAway: Fault = {
  id: "R14",
  name: "outputs and counts cannot be written for 45 s: unready, members stay, memory does not grow with what waits",
  rounds: 1,
  options: { configs: { output: ALL_REPLICAS, counts: ALL_REPLICAS } },
  async round(scene) {
    const { cluster, sides } = scene;
    await cluster.stop(3, "SIGTERM");
    const ends = Date.now() + AWAY_MS;
    await becomeUnready(scene.sides);
    const joins = (): number[] => sides.map(({ processors }) => processors.joins(0));
    const joined = joins();
    const memory = sides.map(({ processors }) => memoryOf(processors.get(0).child.pid!));
    for (; Date.now() < ends; await sleep(500)) {
      await assertUnready(scene.sides);
      for (const [index, { processors, semantics }] of sides.entries()) {
        const now = memoryOf(processors.get(0).child.pid!);
        assert.ok(now < memory[index]! + GROWTH, `${semantics}: from ${memory[index]} to ${now} bytes`);
      }
    }
    assert.deepEqual(joins(), joined, "members were put out although they beat");
    await cluster.start(3);
  },
  settle: replicasInSync,
};
