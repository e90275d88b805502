import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";

/** The only processor dies at a random moment: before it sends, before it is answered, before or while it commits. */
export const processorKilled: Fault = {
  id: "R4",
  name: "SIGKILL of the processor at a random moment",
  rounds: 4,
  async round(scene) {
    await scene.each(async ({ processors }, watch) => {
      await sleep(Math.random() * 1_500);
      await processors.end(0, "SIGKILL");
      await scene.committedIsProcessed(watch);
      await processors.start(0, false);
    });
  },
};
