import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { bothHold, takenOver } from "../support/taken-over.ts";

/** Three times the session timeout of 10 s. */
const STOPPED_MS = 30_000;
/** Seconds until the other has all partitions and has done what waited: session timeout and join. */
const MOVED_SECONDS = 27;
/** That another process may have more of, when it had one of three and has all or, after the last join, two. */
const PARTITIONS_MORE = 2;
const BROKERS = 3;

/** A processor stands still, and goes on when another has its partitions. */
export const zombie: Fault = {
  id: "R5",
  name: "SIGSTOP of one of two processors for 30 s, then SIGCONT",
  rounds: 1,
  options: { processors: 2 },
  // Exactly once, each partition has a producer of its own, with a connection to each broker.
  socketsMore: PARTITIONS_MORE * BROKERS,
  async round(scene) {
    await scene.each((side) => bothHold(scene, side));
    const stopped = scene.sides.map(({ processors }) => processors.get(0).child);
    const stoppedUntil = Date.now() + STOPPED_MS;
    for (const child of stopped) child.kill("SIGSTOP");
    await takenOver(scene, MOVED_SECONDS);
    assert.ok(Date.now() < stoppedUntil, "the partitions moved only when it went on");
    await sleep(stoppedUntil - Date.now());
    for (const child of stopped) child.kill("SIGCONT");
    await sleep(3_000);
  },
};
