/** A worker that waits for too long is not ready, although nothing has failed yet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Progress, reasonsOf } from "../../../src/roles/processor/not-ready.ts";

const source = (
  state: Progress["state"],
  {
    idle = 0,
    failing = 0,
    stuck = 0,
    waiting = 0,
  }: Partial<Record<"idle" | "failing" | "stuck" | "waiting", number>> = {},
): Progress => ({
  state,
  idleMs: () => idle,
  failingMs: () => failing,
  stuckMs: () => stuck,
  waitingMs: () => waiting,
});

test("each reason is told from its time on, and while joining only what concerns it", () => {
  const cases: [Progress, string[]][] = [
    [source("consuming", { idle: 20_000, failing: 2_000, stuck: 15_000 }), []],
    [source("consuming", { idle: 20_001 }), ["worker 3 does not fetch"]],
    [source("consuming", { failing: 2_001 }), ["worker 3 cannot write to Kafka"]],
    [source("consuming", { stuck: 15_001 }), ["worker 3 makes no progress"]],
    [source("consuming", { waiting: 2_001 }), ["worker 3 waits: its records cannot be worked on now"]],
    [source("joining", { idle: 99_000, stuck: 99_000 }), ["worker 3 is joining"]],
    [source("joining", { failing: 2_001 }), ["worker 3 is joining", "worker 3 cannot write to Kafka"]],
  ];
  for (const [progress, expected] of cases) assert.deepEqual(reasonsOf(3, progress), expected);
});
