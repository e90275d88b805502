import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";

/** Twice the session timeout of 10 s. */
const STOPPED_MS = 20_000;
/** Seconds until the other has all partitions and has done what waited: session timeout and join. */
const MOVED_SECONDS = 18;

/** A processor stands still, and goes on when another has its partitions. */
export const zombie: Fault = {
  id: "R5",
  name: "SIGSTOP of one of two processors for 20 s, then SIGCONT",
  rounds: 1,
  options: { processors: 2 },
  async round(scene) {
    const stopped = scene.sides.map(({ processors }) => processors.get(0).child);
    const stoppedUntil = Date.now() + STOPPED_MS;
    for (const child of stopped) child.kill("SIGSTOP");
    await scene.recovered(MOVED_SECONDS);
    await scene.each(async ({ group, processors }) => {
      const clients = (await scene.cluster.operations.members(group)).map(({ clientId }) => clientId);
      assert.deepEqual(clients, [`${processors.name}-1-0`], "members while the other one stands still");
    });
    assert.ok(Date.now() < stoppedUntil, "the partitions moved only when it went on");
    await sleep(stoppedUntil - Date.now());
    for (const child of stopped) child.kill("SIGCONT");
    await sleep(3_000);
  },
};
