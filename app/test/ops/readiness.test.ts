import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { processMetrics } from "../../src/ops/process-metrics.ts";
import { countNotReady } from "../../src/ops/readiness.ts";

test("time in which the process is not ready is added up, by looks each second and whenever somebody asks", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { notReady } = processMetrics(new Registry());
  let reasons = ["starting"];
  let now = 0;
  const look = countNotReady(
    () => reasons,
    notReady,
    () => now,
  );
  const pass = (ms: number): void => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const seconds = async (): Promise<number> => (await notReady.get()).values[0]!.value;
  pass(1_000);
  pass(1_000);
  assert.equal(await seconds(), 2, "from the start of the process");
  now += 500;
  reasons = [];
  look();
  assert.equal(await seconds(), 2.5);
  pass(1_000);
  pass(1_000);
  assert.equal(await seconds(), 2.5);
  reasons = ["draining"];
  pass(1_000);
  pass(1_000);
  assert.equal(await seconds(), 3.5, "from the look on that has seen it");
});
