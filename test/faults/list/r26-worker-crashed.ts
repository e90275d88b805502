import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";

/** A thread throws, and another time uses up its heap; the process and the other thread stay, and a new thread takes its place. */
export const workerCrashed: Fault = {
  id: "R26",
  name: "one of two worker threads throws, then another time runs out of memory",
  rounds: 2,
  options: { workers: 2, env: { NODE_OPTIONS: "--max-old-space-size=128" } },
  async round(scene, round) {
    await scene.each(async ({ processors }) => {
      processors.command(0, "worker-0", round % 2 === 0 ? "crash" : "fill");
      await until("another worker", 30, async () => (await restarts(processors)) === round + 1);
      await until("ready again", 30, async () => (await processors.notReady(0)).length === 0);
      assert.equal(processors.get(0).child.exitCode, null, processors.get(0).output());
    });
  },
  async check(scene) {
    await scene.each(async ({ processors }) => {
      assert.doesNotMatch(
        processors.get(0).output(),
        /"worker":1,[^\n]*starting another/,
        "the other worker ended, too",
      );
    });
  },
};

const restarts = (processors: { metric(index: number, name: string): Promise<number> }): Promise<number> =>
  processors.metric(0, "tributary_worker_restarts_total");
