/** A process for lifecycle.test.ts: its arguments are how long its drain takes, how long it may take, and what it does at the start. */
import { setTimeout as sleep } from "node:timers/promises";
import { manageLifecycle } from "../../src/lifecycle.ts";
import { createLog } from "../../src/log.ts";

const [takesMs, limitMs, begin] = process.argv.slice(2);
manageLifecycle(
  createLog("info", {}),
  async () => {
    if (takesMs === "fails") throw new Error("cannot drain");
    await sleep(Number(takesMs));
  },
  Number(limitMs),
);
setInterval(() => {}, 1_000);
if (begin === "rejects") void Promise.reject(new Error("nobody expected this"));
if (begin === "throws") setImmediate(() => failsNow());

function failsNow(): never {
  throw new Error("nobody expected this");
}
process.stdout.write("up\n");
