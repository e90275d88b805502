/** What stands in for kafkajs' consumerGroup: only the leader's word loses an offset, and heartbeats go on whatever a fetch waits for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createConsumerGroup } from "../../../src/kafka/fastpath/consume/consumer-group.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";

const error = { topic: "t", partition: 1 };

/** A member at an offset, and what leaders say: the first offset, and the end at each look. */
function member(position: string, first: string, ends: string[]) {
  const done: string[] = [];
  const Original = class {
    lastRequest = 0;
    offsetManager = { nextOffset: () => position };
    logger = { info: (message: string) => done.push(message) };
    cluster = {
      refreshMetadata: async () => void done.push("refreshed"),
      fetchTopicsOffset: async ([{ fromBeginning }]: [{ fromBeginning: boolean }]) => {
        const offset = fromBeginning ? first : ends.length > 1 ? ends.shift() : ends[0];
        return [{ topic: "t", partitions: [{ partition: 1, offset }] }];
      },
    };
    joins: (() => Promise<void>)[] = [];
    joinAndSync(): Promise<void> {
      return this.joins.shift()!();
    }
    async fetch(): Promise<string[]> {
      await sleep(2_400);
      return ["batch"];
    }
    async recoverFromOffsetOutOfRange(): Promise<void> {
      done.push("reset");
    }
    async heartbeat(): Promise<void> {
      done.push(`beat ${this.lastRequest}`);
      throw new Error("nobody is there");
    }
  };
  return { group: new (createConsumerGroup(Original))(), done };
}

test("a follower whose log ends before our offset changes nothing", async () => {
  const { group, done } = member("50", "10", ["50"]);
  await group.recoverFromOffsetOutOfRange(error);
  assert.deepEqual(done, ["refreshed", "Offset out of range at a broker, and not at the partition's leader"]);
});

test("a leader that does not know its end yet is asked again", async () => {
  const { group, done } = member("50", "10", ["40", "49", "50"]);
  await group.recoverFromOffsetOutOfRange(error);
  assert.equal(done.filter((one) => one === "refreshed").length, 3);
  assert.ok(!done.includes("reset"));
});

test("an offset before the leader's first, or beyond its end for long, is lost", async () => {
  const before = member("50", "60", ["90"]);
  await before.group.recoverFromOffsetOutOfRange(error);
  assert.deepEqual(before.done, ["refreshed", "reset"]);
  const beyond = member("50", "0", ["3"]);
  await beyond.group.recoverFromOffsetOutOfRange(error);
  assert.equal(beyond.done.at(-1), "reset");
});

test("heartbeats go on while a fetch waits, and theirs are no errors of it", async () => {
  const { group, done } = member("0", "0", ["0"]);
  assert.deepEqual(await group.fetch("1"), ["batch"]);
  assert.deepEqual(done, ["beat 0", "beat 0"]);
});

test("after a join that failed nothing is fetched before another one", async () => {
  const { group } = member("0", "0", ["0"]);
  group.joins = [() => Promise.reject(new Error("its assignment was lost")), () => Promise.resolve()];
  await assert.rejects(group.joinAndSync(), /assignment was lost/);
  await assert.rejects(group.fetch("1"), { type: "REBALANCE_IN_PROGRESS" });
  await group.joinAndSync();
  assert.deepEqual(await group.fetch("1"), ["batch"]);
});

test("a clock that is set back does not keep heartbeats waiting", async () => {
  const { group, done } = member("0", "0", ["0"]);
  group.lastRequest = Date.now() + 600_000;
  await assert.rejects(group.heartbeat({ interval: 1 }), /nobody/);
  assert.deepEqual(done, ["beat 0"]);
});

test("kafkajs has what it stands for", () => {
  const { original, fast, report } = bothKafkaJs();
  assert.ok(report.installed.includes("consumer-group"));
  const file = "consumer/consumerGroup.js";
  assert.notEqual(fast.load(file), original.load(file));
  const methods = Object.getOwnPropertyNames(original.load(file).prototype);
  for (const method of Object.getOwnPropertyNames(fast.load(file).prototype))
    assert.ok(methods.includes(method), method);
});
