import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { LagWatch } from "../../src/kafka/lag.ts";

class Scene {
  ends = new Map([0, 1, 2].map((partition) => [partition, { low: 10n, high: 100n }]));
  committed = new Map<number, bigint>();
  assigned: number[] = [0, 1];
  lags: Record<number, number> = {};
  asked = { ends: 0, committed: 0 };
  readonly watch: LagWatch;

  constructor(intervalMs?: number) {
    this.watch = new LagWatch({
      ends: async () => {
        this.asked.ends += 1;
        return this.ends;
      },
      committed: async () => {
        this.asked.committed += 1;
        return this.committed;
      },
      assigned: () => this.assigned,
      set: (partition, lag) => {
        this.lags[partition] = lag;
      },
      log: pino({ enabled: false }),
      ...(intervalMs === undefined ? {} : { intervalMs }),
    });
  }
}

test("without a batch it is told from the committed offset, and without one from the beginning", async () => {
  const scene = new Scene();
  scene.committed.set(1, 100n);
  await scene.watch.look();
  assert.deepEqual(scene.lags, { 0: 90, 1: 0 }, "an idle partition has a lag of 0, and others' partitions none");
});

test("after a batch it is told from what was processed, also when reading stands still", async () => {
  const scene = new Scene();
  scene.watch.processed(0, 60n, 70n);
  assert.deepEqual(scene.lags, { 0: 10 });
  await scene.watch.look();
  assert.equal(scene.lags[0], 40, "more has come that nobody fetches");
  scene.watch.processed(1, 100n, 100n);
  await scene.watch.look();
  assert.deepEqual(
    [scene.lags, scene.asked],
    [
      { 0: 40, 1: 0 },
      { ends: 2, committed: 1 },
    ],
    "offsets are asked for when needed",
  );
});

test("what retention took away is no lag", async () => {
  const scene = new Scene();
  scene.watch.processed(0, 5n, 100n);
  await scene.watch.look();
  assert.equal(scene.lags[0], 90);
});

test("an answer that comes after the group was joined anew is of no use", async () => {
  const scene = new Scene();
  const looking = scene.watch.look();
  scene.watch.reset();
  await looking;
  assert.deepEqual(scene.lags, {});
  scene.assigned = [];
  await scene.watch.look();
  assert.equal(scene.asked.ends, 1, "without a partition nothing is asked");
});

test("it looks from time to time, and a look that fails harms nothing", async () => {
  const scene = new Scene(10);
  const { ends } = scene;
  scene.ends = undefined as unknown as typeof ends;
  scene.watch.start();
  while (scene.asked.ends < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  scene.ends = ends;
  while (scene.lags[0] === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  scene.watch.close();
});
