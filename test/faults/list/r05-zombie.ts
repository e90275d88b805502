import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";

/** A processor stands still for twice the session timeout of 10 s, and goes on when another has its partitions. */
export const zombie: Fault = {
  id: "R5",
  name: "SIGSTOP of one of two processors for 20 s, then SIGCONT",
  rounds: 1,
  options: { processors: 2 },
  async round(scene) {
    const stopped = scene.sides.map(({ processors }) => processors.get(0).child);
    for (const child of stopped) child.kill("SIGSTOP");
    await sleep(20_000);
    for (const child of stopped) child.kill("SIGCONT");
    await sleep(3_000);
  },
};
