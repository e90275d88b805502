import assert from "node:assert/strict";
import { test } from "node:test";
import { Histogram, Registry } from "prom-client";
import { WeightedHistogram } from "../../src/ops/weighted-histogram.ts";

test("many equal values at once are what as many observations are", async () => {
  const options = { name: "h", help: "h", buckets: [1, 10, 100] };
  const [one, other] = [new Registry(), new Registry()];
  const weighted = new WeightedHistogram({ ...options, registers: [one] });
  const plain = new Histogram({ ...options, registers: [other] });
  for (const [value, times] of [
    [0.5, 3],
    [10, 1_000],
    [70, 1],
    [5_000, 4],
    [7, 0],
  ] as const) {
    weighted.observeMany(value, times);
    for (let time = 0; time < times; time += 1) plain.observe(value);
  }
  assert.equal(await one.metrics(), await other.metrics());
  assert.match(await one.metrics(), /h_count 1008\n/);
});
