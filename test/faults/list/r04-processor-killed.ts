import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";

/** The only processor dies at a random moment: before it sends, before it is answered, before it commits. */
export const processorKilled: Fault = {
  id: "R4",
  name: "SIGKILL of the processor at a random moment",
  rounds: 5,
  async round(scene) {
    await sleep(Math.random() * 1_500);
    await scene.end("processor-0", "SIGKILL");
    await scene.committedIsProcessed();
    await scene.startProcessor(0);
  },
};
