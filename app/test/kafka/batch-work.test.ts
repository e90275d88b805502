import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { AtLeastOnce } from "../../src/kafka/at-least-once/delivery.ts";
import { recordsOf } from "../../src/kafka/batch.ts";
import { type Batch, type BatchHandler, NotNowError } from "../../src/kafka/port.ts";
import { BatchWork } from "../../src/kafka/source/batch-work.ts";
import { Membership } from "../../src/kafka/source/membership.ts";
import { type FetchOptions, fetched } from "../support/fetches.ts";
import { protocolError } from "../support/stub-producer.ts";

const log = pino({ enabled: false });

function setUp(handler: BatchHandler, commitMs = 0, idleMs = 0) {
  const membership = new Membership();
  membership.joined([0, 1]);
  const said: string[] = [];
  const sink = {
    send: async () => assert.fail("nothing is written here"),
    maxBatchBytes: 1,
    warmUp: async () => {},
    idleMs: () => idleMs,
    failingMs: () => 0,
  };
  const delivery = new AtLeastOnce({ sink, membership, log, commitMs });
  const work = new BatchWork({ membership, delivery, handler, heartbeatMs: 5, log });
  /** A batch that kafkajs asks for now. */
  const give = (partition: number, first: number, count: number, options: FetchOptions = {}): Promise<void> =>
    work.onBatch(fetched(said, partition, first, count, { epoch: membership.epoch, ...options }));
  return { membership, work, give, said };
}

const rangeOf = (batch: Batch): string => {
  const offsets = [...recordsOf(batch)].map(({ offset }) => offset);
  return `${offsets[0]}..${offsets.at(-1)}`;
};
async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5_000; !condition(); await sleep(5))
    assert.ok(Date.now() < deadline, `never: ${condition}`);
}

test("the position moves when a batch is taken, its offset is committed only after the handler resolved", async () => {
  const gate = Promise.withResolvers<void>();
  const { give, said } = setUp(() => gate.promise);
  await give(0, 10, 5);
  await sleep(20);
  assert.deepEqual(said, ["position 0:15"]);
  gate.resolve();
  await until(() => said.includes("commit 0:15"));
});

test("one batch is at work, two wait, and a fourth one makes kafkajs wait; its partition is paused when that takes long", async () => {
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const handled: string[] = [];
  const { give, said } = setUp(async (batch) => {
    handled.push(rangeOf(batch));
    if (batch.partition === 0) await gates[handled.length - 1]?.promise;
  });
  for (const first of [10, 15, 20]) await give(0, first, 5);
  let fourth = false;
  const waiting = give(0, 25, 5).then(() => {
    fourth = true;
  });
  await sleep(50);
  assert.deepEqual([handled, fourth], [["10..14"], false]);
  gates[0]!.resolve();
  await waiting;
  assert.deepEqual(handled, ["10..14", "15..19"]);
  assert.ok(said.includes("position 0:30"));
  await give(0, 30, 5);
  assert.equal(said.at(-1), "pause 0", "after half a second");
  await give(1, 0, 5);
  assert.equal(said.at(-1), "position 1:5", "the other partition goes on");
  gates[1]!.resolve();
  await until(() => said.includes("resume 0"));
  await give(0, 30, 5);
  await until(() => said.includes("commit 0:35"));
  assert.deepEqual(handled, ["10..14", "15..19", "0..4", "20..24", "25..29", "30..34"]);
});

test("a batch that fails is read again, with what waited behind it; what was on its way is not taken before", async () => {
  const handled: string[] = [];
  let fails = true;
  const { give, said } = setUp(async (batch) => {
    handled.push(rangeOf(batch));
    await sleep(20);
    if (fails) throw new Error("no");
  });
  for (const first of [10, 15, 20]) await give(0, first, 5);
  const onItsWay = give(0, 25, 5);
  await onItsWay;
  assert.deepEqual(handled, ["10..14"]);
  assert.deepEqual(said, ["position 0:15", "position 0:20", "position 0:25", "position 0:10", "pause 0"]);
  await give(0, 30, 5);
  assert.equal(said.length, 5, "nothing after a gap is taken");
  await until(() => said.includes("resume 0"));
  fails = false;
  await give(0, 10, 5);
  await give(0, 15, 5);
  await until(() => said.includes("commit 0:20"));
  assert.deepEqual(handled, ["10..14", "10..14", "15..19"]);
});

test("a batch that cannot be worked on now makes its partition wait, and is neither committed nor passed over", async () => {
  let known = false;
  const { work, give, said } = setUp(async () => {
    if (!known) throw new NotNowError("not known yet", 1);
  });
  await give(0, 10, 5);
  await until(() => said.includes("resume 0"));
  assert.deepEqual(said, ["position 0:15", "position 0:10", "pause 0", "resume 0"]);
  assert.equal(work.failingMs(), 0, "nothing is wrong with it");
  assert.equal(work.waitingMs(), 0, "the other partition may go on");
  await give(1, 0, 5);
  await until(() => said.includes("resume 1"));
  assert.ok(work.waitingMs() > 0);
  known = true;
  await give(0, 10, 5);
  await until(() => said.includes("commit 0:15"));
  assert.equal(work.waitingMs(), 0, "one of them goes on");
});

test("who fails for long, or is at work and gets nothing written, is told about", async () => {
  const { work, give } = setUp(async (batch) => {
    if (batch.partition === 0) throw new Error("no");
    await new Promise(() => {});
  });
  await give(0, 10, 5);
  await until(() => work.failingMs() > 0);
  assert.equal(work.stuckMs(), 0);
  const stuck = setUp(() => new Promise(() => {}), 0, 50);
  await stuck.give(0, 10, 5);
  await until(() => stuck.work.stuckMs() > 0);
  await sleep(60);
  assert.equal(stuck.work.stuckMs(), 50, "as long as nothing was written");
});

test("work of an older epoch neither commits nor moves the position, and is told to stop", async () => {
  let told: AbortSignal | undefined;
  const gate = Promise.withResolvers<void>();
  const { membership, work, give, said } = setUp((_batch, _output, signal) => {
    told = signal;
    return gate.promise;
  });
  await give(0, 0, 3);
  await until(() => told !== undefined);
  membership.joined([0]);
  work.joined();
  gate.resolve();
  await sleep(10);
  assert.deepEqual(said, ["position 0:3"]);
  assert.equal(told?.aborted, true);
});

test("a batch of a partition that is no longer ours, or that was asked for before a rebalance, is not even begun", async () => {
  let begun = 0;
  const { membership, work, give, said } = setUp(async () => {
    begun += 1;
  });
  const before = membership.epoch;
  membership.joined([1]);
  work.joined();
  await give(0, 0, 3);
  await give(1, 7, 3, { epoch: before });
  assert.deepEqual([begun, said], [0, []]);
  await give(1, 0, 3);
  await until(() => said.includes("commit 1:3"));
  assert.equal(begun, 1);
});

test("before a rejoin what is at work ends and is committed, what waits is left; without a rejoin work goes on where it was", async () => {
  const gate = Promise.withResolvers<void>();
  const handled: string[] = [];
  const { membership, work, give, said } = setUp((batch) => {
    handled.push(rangeOf(batch));
    return handled.length === 1 ? gate.promise : Promise.resolve();
  }, 1_000);
  await give(0, 0, 2);
  await give(0, 2, 2);
  const left = work.beforeRejoin().then(() => said.push("left"));
  await give(1, 0, 2);
  gate.resolve();
  await left;
  assert.deepEqual(handled, ["0..1"]);
  assert.deepEqual(said, ["position 0:2", "position 0:4", "position 0:2", "commit 0:2", "left"]);
  membership.confirmed();
  await give(0, 4, 2);
  assert.equal(handled.length, 1, "no gap");
  await give(0, 2, 2);
  await until(() => handled.length === 2);
});

test("stop() waits for what is at work and begins nothing more", async () => {
  const gate = Promise.withResolvers<void>();
  const { work, give, said } = setUp(() => gate.promise);
  await give(0, 0, 2);
  await give(0, 2, 2);
  const stopped = work.stop().then(() => said.push("stopped"));
  await give(1, 0, 2);
  gate.resolve();
  await stopped;
  assert.deepEqual(said, ["position 0:2", "position 0:4", "position 0:2", "pause 1", "commit 0:2", "stopped"]);
});

test("what holds nothing to see moves the position and the committed offset", async () => {
  const { give, said } = setUp(async () => assert.fail("there is nothing to handle"));
  await give(0, 5, 3, { empty: true });
  await until(() => said.includes("commit 0:8"));
});

test("when the oldest records are gone, work goes on with what is there", async () => {
  const handled: string[] = [];
  const { work, give } = setUp(async (batch) => {
    handled.push(rangeOf(batch));
  });
  await give(0, 0, 2);
  work.jump(0);
  await give(0, 50, 2);
  await until(() => handled.length === 2);
  assert.deepEqual(handled, ["0..1", "50..51"]);
});

test("after a rejoin, what was processed here is committed and not processed again", async () => {
  const handled: string[] = [];
  const { membership, work, give, said } = setUp(async (batch) => {
    handled.push(rangeOf(batch));
  });
  await give(0, 10, 5);
  await give(0, 15, 5);
  await until(() => said.includes("commit 0:20"));
  membership.joined([0, 1]);
  work.joined();
  said.length = 0;
  // The commits were lost, so kafkajs begins at 10 again, in other pieces than before.
  await give(0, 10, 3);
  await give(0, 13, 10);
  await give(0, 23, 2);
  await until(() => said.includes("commit 0:25"));
  assert.deepEqual(handled, ["10..14", "15..19", "20..22", "23..24"]);
  assert.deepEqual(
    said.filter((one) => one.startsWith("commit")),
    ["commit 0:20", "commit 0:23", "commit 0:25"],
  );
});

test("other records at the same offsets, and what somebody else processed in between, are processed", async () => {
  const handled: string[] = [];
  const { membership, work, give } = setUp(async (batch) => {
    handled.push(rangeOf(batch));
  });
  const rejoin = async (): Promise<void> => {
    await work.beforeRejoin();
    membership.joined([0, 1]);
    work.joined();
  };
  await give(0, 0, 5);
  await rejoin();
  await give(0, 0, 5, { timestamp: "1" });
  await give(1, 0, 5);
  await rejoin();
  await give(1, 50, 5);
  await rejoin();
  await give(1, 5, 5);
  await rejoin();
  assert.deepEqual(handled, ["0..4", "0..4", "0..4", "50..54", "5..9"]);
});

test("a batch waits for what is still being written of its partition since before a rebalance", async () => {
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  const { membership, work, give, said } = setUp(() => {
    calls += 1;
    return gate.promise;
  });
  await give(0, 0, 5);
  membership.joined([0]);
  work.joined();
  await give(0, 0, 5);
  await sleep(20);
  assert.equal(calls, 1);
  gate.resolve();
  await until(() => said.includes("commit 0:5"));
  assert.equal(calls, 1, "it was written after all");
});

test("commits wait for one another: one request for all partitions, in time, when stopping, and before a rejoin", async () => {
  const { membership, work, give, said } = setUp(async () => {}, 500);
  const commits = (): string[] => said.filter((one) => one.startsWith("commit"));
  const done = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await give(0, 0, 5);
  await until(() => said.includes("commit 0:5"));
  said.length = 0;
  await give(0, 5, 5);
  await give(1, 0, 2);
  await give(0, 10, 5);
  await done();
  assert.deepEqual(commits(), []);
  await until(() => commits().length > 0);
  assert.deepEqual(commits(), ["commit 0:15", "commit 1:2"]);
  said.length = 0;
  await give(0, 15, 1);
  await give(0, 16, 1);
  await done();
  await work.beforeRejoin();
  assert.deepEqual(commits(), ["commit 0:17"]);
  membership.confirmed();
  await give(0, 17, 1);
  await done();
  await work.stop();
  assert.deepEqual(commits().at(-1), "commit 0:18");
});

test("an offset that waits is not committed in another generation", async () => {
  const { membership, work, give, said } = setUp(async () => {}, 200);
  await give(0, 0, 5);
  await until(() => said.includes("commit 0:5"));
  await give(0, 5, 5);
  membership.joined([0]);
  work.joined();
  await sleep(300);
  assert.deepEqual(said, ["position 0:5", "commit 0:5", "position 0:10"]);
});

test("without the fast path nothing is read ahead, and heartbeats go on while a batch is at work", async () => {
  const gate = Promise.withResolvers<void>();
  let beats = 0;
  const heartbeat = async (): Promise<void> => {
    beats += 1;
    if (beats > 2) throw protocolError("REBALANCE_IN_PROGRESS");
  };
  const { membership, give, said } = setUp(() => gate.promise);
  const done = give(0, 0, 2, { epoch: undefined, heartbeat });
  await until(() => membership.isLeaving);
  assert.deepEqual(said, []);
  await give(1, 0, 2, { epoch: undefined });
  gate.resolve();
  await done;
  assert.deepEqual(said, ["commit 0:2", "position 0:2"]);
});
