/**
 * kafkajs 2.2.4 re-arms a timer each millisecond for every connection, also when nothing waits (tulios/kafkajs#1556): 5 to 7 % of
 * a core, and a TimeoutNegativeWarning on Node 24. Its own check is left as it is for when something does wait.
 */
import { createRequire } from "node:module";

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

let patched = false;

/** Changes kafkajs' request queue for this process or thread; once. */
export function stopIdleTimer(): void {
  if (patched) return;
  patched = true;
  const { prototype } = createRequire(import.meta.url)("kafkajs/src/network/requestQueue/index.js") as {
    prototype: RequestQueue;
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
