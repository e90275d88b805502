import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { bothHold, takenOver } from "../support/taken-over.ts";

const BLOCKED_MS = 20_000;
/** Seconds until the supervising thread has noticed, and until others have the partitions and have done what waited: session timeout and join. */
const NOTICED_SECONDS = 8;
const MOVED_SECONDS = 16;

/** A thread that stands still beats no more: its group goes on without it, and its process says that it is alive and not ready. */
export const workerBlocked: Fault = {
  id: "R27",
  name: "a worker's event loop blocked for 20 s: alive, not ready, its partitions move to another processor",
  rounds: 1,
  options: { processors: 2 },
  async round(scene) {
    await scene.each((side) => bothHold(scene, side));
    const blockedUntil = Date.now() + BLOCKED_MS;
    await scene.each(async ({ processors }) => {
      processors.command(0, "worker-0", `block ${BLOCKED_MS}`);
      await until("not ready", NOTICED_SECONDS, async () =>
        (await processors.notReady(0)).some((reason) => /does not answer/.test(reason)),
      );
      const [port] = processors.ports;
      assert.equal((await fetch(`http://127.0.0.1:${port}/live`)).status, 200);
    });
    await takenOver(scene, MOVED_SECONDS);
    assert.ok(Date.now() < blockedUntil, "the partitions moved only when the worker was back");
    await sleep(blockedUntil - Date.now() + 1_000);
    await scene.each(({ processors }) =>
      until("ready again", 30, async () => (await processors.notReady(0)).length === 0).then(() => {}),
    );
  },
};
