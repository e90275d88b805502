import assert from "node:assert/strict";
import { test } from "node:test";
import { IdempotencyStore } from "../../../src/roles/ingest/idempotency.ts";
import { RateLimit } from "../../../src/roles/ingest/rate-limit.ts";

const body = Buffer.from("body");

function remember(store: IdempotencyStore, key: string, text = "answer", sender = "s"): void {
  const begun = store.begin(sender, key, body);
  assert.equal(begun.kind, "new");
  if (begun.kind === "new") begun.finish({ status: 200, body: text });
}

test("the least recently used answers are forgotten first, by number and by bytes", () => {
  const store = new IdempotencyStore({ entries: 2 });
  remember(store, "a");
  remember(store, "b");
  assert.equal(store.begin("s", "a", body).kind, "stored");
  remember(store, "c");
  assert.equal(store.begin("s", "b", body).kind, "new", "b was used longest ago");
  const small = new IdempotencyStore({ bytes: 10 });
  remember(small, "a", "123456");
  remember(small, "b", "123456");
  assert.equal(small.begin("s", "b", body).kind, "stored");
  assert.equal(small.begin("s", "a", body).kind, "new");
});

test("answers expire, and keys of different senders do not meet", () => {
  const store = new IdempotencyStore({ ttlMs: 1_000 });
  remember(store, "a");
  assert.equal(store.begin("t", "a", body).kind, "new");
  assert.equal(store.begin("s", "a", body, performance.now() + 2_000).kind, "new");
});

test("what is at work is never forgotten", () => {
  const store = new IdempotencyStore({ entries: 1 });
  store.begin("s", "at-work", body);
  remember(store, "a");
  remember(store, "b");
  assert.equal(store.begin("s", "at-work", body).kind, "in-flight");
});

test("a bucket gives a burst of one second, then the rate, and tells when to come again", () => {
  const rate = new RateLimit(2);
  assert.deepEqual([rate.take("a", 0), rate.take("a", 0), rate.take("a", 0)], [0, 0, 1]);
  assert.equal(rate.take("b", 0), 0, "senders do not share");
  assert.equal(rate.take("a", 500), 0);
  assert.equal(rate.take("a", 500), 1);
  assert.equal(new RateLimit(0.1).take("a", 0), 0);
  const slow = new RateLimit(0.1);
  slow.take("a", 0);
  assert.equal(slow.take("a", 0), 10);
  assert.equal(slow.take("a", -60_000), 10, "a clock that goes back gives nothing");
});
