/** So many lines a second, and how many there were besides. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineBudget } from "../src/line-budget.ts";

test("what is over the budget of a second is counted, and told with the next line", () => {
  let now = 0;
  const budget = new LineBudget(2, () => now);
  assert.deepEqual([budget.take(), budget.take(), budget.take(), budget.take()], [0, 0, undefined, undefined]);
  now = 1_000;
  assert.deepEqual([budget.take(), budget.take()], [2, 0]);
});
