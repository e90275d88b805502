import assert from "node:assert/strict";
import { test } from "node:test";
import { OffsetTracker } from "../../src/kafka/tracker.ts";

test("the watermark moves only over an unbroken run of finished work", () => {
  const tracker = new OffsetTracker();
  const [a, b, c] = [tracker.begin(0, 10n), tracker.begin(0, 20n), tracker.begin(0, 30n)];
  assert.equal(tracker.finish(b), undefined);
  assert.equal(tracker.watermark(0), undefined);
  assert.equal(tracker.finish(a), 20n);
  assert.equal(tracker.finish(c), 30n);
  assert.equal(tracker.watermark(0), 30n);
});

test("partitions do not wait for each other", () => {
  const tracker = new OffsetTracker();
  tracker.begin(0, 5n);
  assert.equal(tracker.finish(tracker.begin(1, 7n)), 7n);
  assert.equal(tracker.watermark(0), undefined);
});

test("dropped work, and what came after it, is never finished", () => {
  const tracker = new OffsetTracker();
  const [a, b, c] = [tracker.begin(0, 10n), tracker.begin(0, 20n), tracker.begin(0, 30n)];
  tracker.drop(b);
  assert.equal(tracker.finish(c), undefined);
  assert.equal(tracker.finish(a), 10n);
  assert.equal(tracker.finish(tracker.begin(0, 20n)), 20n, "it may be read again");
});

test("after a reset work of before counts no more", () => {
  const tracker = new OffsetTracker();
  const old = tracker.begin(0, 10n);
  tracker.reset();
  assert.equal(tracker.finish(old), undefined);
  assert.equal(tracker.watermark(0), undefined);
});

test("offsets of a partition never go back", () => {
  const tracker = new OffsetTracker();
  tracker.finish(tracker.begin(0, 10n));
  assert.throws(() => tracker.begin(0, 9n), RangeError);
});
