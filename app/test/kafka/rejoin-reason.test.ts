import assert from "node:assert/strict";
import { test } from "node:test";
import { RejoinReason } from "../../src/kafka/rejoin-reason.ts";

test("the reason of a join is what was heard since the one before", () => {
  const reason = new RejoinReason();
  reason.rebalancing();
  assert.equal(reason.joined(), "start", "whatever happens before the first join");
  assert.equal(reason.joined(), "other", "kafkajs tells nothing when the member was forgotten or metadata changed");
  reason.rebalancing();
  assert.equal(reason.joined(), "group");
  reason.rebalancing();
  reason.crashed();
  reason.rebalancing();
  assert.equal(reason.joined(), "crash");
});
