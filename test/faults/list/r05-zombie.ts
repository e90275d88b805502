import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { assertTakenOver, bothHold } from "../support/taken-over.ts";

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
    await scene.each((side) => bothHold(scene, side));
    const stopped = scene.sides.map(({ processors }) => processors.get(0).child);
    const stoppedUntil = Date.now() + STOPPED_MS;
    for (const child of stopped) child.kill("SIGSTOP");
    await scene.recovered(MOVED_SECONDS);
    await assertTakenOver(scene);
    assert.ok(Date.now() < stoppedUntil, "the partitions moved only when it went on");
    await sleep(stoppedUntil - Date.now());
    for (const child of stopped) child.kill("SIGCONT");
    await sleep(3_000);
  },
};
