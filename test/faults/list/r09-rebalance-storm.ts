import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { bothHold } from "../support/taken-over.ts";

/** A second processor comes and goes; a round asks for progress, and fails without it. */
export const rebalanceStorm: Fault = {
  id: "R9",
  name: "a second processor joins and leaves every 2 s",
  rounds: 4,
  failures: 2,
  async round(scene, round) {
    await scene.each(async (side) => {
      const { processors, semantics } = side;
      const joined = processors.joins(0);
      await processors.start(1);
      await bothHold(scene, side);
      assert.ok(processors.joins(0) > joined, `${semantics}: the first one has not joined anew`);
      await sleep(1_000);
      await processors.end(1, round % 2 === 0 ? "SIGTERM" : "SIGKILL");
    });
    await sleep(1_000);
  },
};
