import assert from "node:assert/strict";
import type { Fault } from "../support/fault.ts";

/** A processor that is told to end does so with code 0, and whatever it committed has its results. */
export const drained: Fault = {
  id: "R25",
  name: "SIGTERM of the processor under load",
  rounds: 5,
  async round(scene) {
    const { code, output } = await scene.end("processor-0", "SIGTERM");
    assert.equal(code, 0, output);
    await scene.committedIsProcessed();
    await scene.startProcessor(0);
  },
};
