import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FIRST_PAUSE_MS,
  LAST_PAUSE_MS,
  RECOVERED_MS,
  REFUSED_PAUSE_MS,
  RestartPause,
} from "../../../src/roles/processor/restart-pause.ts";

test("pauses double up to a limit, and are short again after a worker that lived", () => {
  const pause = new RestartPause();
  const quick = Array.from({ length: 8 }, () => pause.next(10, false));
  assert.deepEqual(quick, [250, 500, 1_000, 2_000, 4_000, 8_000, LAST_PAUSE_MS, LAST_PAUSE_MS]);
  assert.equal(pause.next(RECOVERED_MS + 1, false), FIRST_PAUSE_MS);
  assert.equal(pause.next(10, false), 2 * FIRST_PAUSE_MS);
});

test("after a refused login the pause is long at once", () => {
  const pause = new RestartPause();
  assert.equal(pause.next(10, true), REFUSED_PAUSE_MS);
  assert.equal(pause.next(10, true), LAST_PAUSE_MS);
});
