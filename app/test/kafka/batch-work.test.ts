import assert from "node:assert/strict";
import { test } from "node:test";
import type { EachBatchPayload } from "kafkajs";
import { pino } from "pino";
import { recordsOf } from "../../src/kafka/batch.ts";
import { type BatchHandler, NotNowError } from "../../src/kafka/port.ts";
import { BatchWork } from "../../src/kafka/source/batch-work.ts";
import { Membership } from "../../src/kafka/source/membership.ts";
import { protocolError } from "../support/stub-producer.ts";

function setUp(handler: BatchHandler, heartbeat: () => Promise<void> = async () => {}, commitMs = 0) {
  const membership = new Membership();
  membership.joined([0, 1]);
  const log: string[] = [];
  const work = new BatchWork({
    membership,
    handler,
    handlerIdleMs: () => 0,
    heartbeatMs: 5,
    commitMs,
    log: pino({ enabled: false }),
  });
  const payload = (partition: number, first: number, count: number, timestamp = "0"): EachBatchPayload =>
    ({
      batch: {
        topic: "in",
        partition,
        fetchedOffset: String(first),
        highWatermark: String(first + count),
        messages: Array.from({ length: count }, (_, index) => ({
          offset: String(first + index),
          timestamp,
          key: null,
          value: null,
        })),
        lastOffset: () => String(first + count - 1),
      },
      heartbeat,
      pause: () => {
        log.push(`pause ${partition}`);
        return () => log.push(`resume ${partition}`);
      },
      resolveOffset: (offset: string) => log.push(`position ${partition}:${Number(offset) + 1}`),
      commitOffsetsIfNecessary: async (offsets: {
        topics: { partitions: { partition: number; offset: string }[] }[];
      }) => {
        for (const { partition, offset } of offsets.topics[0]!.partitions) log.push(`commit ${partition}:${offset}`);
      },
    }) as unknown as EachBatchPayload;
  return { membership, work, payload, log };
}

test("offsets are committed, and the position moves, only after the handler resolved", async () => {
  const gate = Promise.withResolvers<void>();
  const { work, payload, log } = setUp(() => gate.promise);
  const done = work.onBatch(payload(0, 10, 5));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(log, []);
  gate.resolve();
  await done;
  assert.deepEqual(log, ["commit 0:15", "position 0:15"]);
});

test("a handler that fails commits nothing", async () => {
  const { work, payload, log } = setUp(async () => {
    throw new Error("no");
  });
  await assert.rejects(work.onBatch(payload(0, 0, 1)), /no/);
  assert.deepEqual(log, []);
});

test("a batch that cannot be worked on now makes its partition wait, and is neither committed nor passed over", async () => {
  let known = false;
  const { work, payload, log } = setUp(async () => {
    if (!known) throw new NotNowError("not known yet", 1);
  });
  await work.onBatch(payload(0, 10, 5));
  assert.deepEqual(log, ["pause 0"]);
  while (!log.includes("resume 0")) await new Promise((resolve) => setTimeout(resolve, 10));
  known = true;
  await work.onBatch(payload(0, 10, 5));
  assert.deepEqual(log.slice(-2), ["commit 0:15", "position 0:15"]);
});

test("work of an older epoch neither commits nor moves the position, and is told to stop", async () => {
  let told: AbortSignal | undefined;
  const gate = Promise.withResolvers<void>();
  const { membership, work, payload, log } = setUp((_batch, signal) => {
    told = signal;
    return gate.promise;
  });
  const done = work.onBatch(payload(0, 0, 3));
  membership.left();
  membership.joined([0]);
  gate.resolve();
  await done;
  assert.deepEqual(log, []);
  assert.equal(told?.aborted, true);
});

test("a batch of a partition that is no longer ours is not even begun", async () => {
  let begun = 0;
  const { membership, work, payload, log } = setUp(async () => {
    begun += 1;
  });
  membership.joined([1]);
  await work.onBatch(payload(0, 0, 3));
  assert.equal(begun, 0);
  await work.onBatch(payload(1, 0, 3));
  assert.deepEqual([begun, log.length], [1, 2]);
});

test("when a heartbeat tells of a rebalance, what is at work ends and commits, and nothing new begins", async () => {
  const gate = Promise.withResolvers<void>();
  let begun = 0;
  const { membership, work, payload, log } = setUp(
    () => {
      begun += 1;
      return gate.promise;
    },
    async () => {
      throw protocolError("REBALANCE_IN_PROGRESS");
    },
  );
  const first = work.onBatch(payload(0, 0, 2));
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.notEqual(membership.leavingSince, undefined);
  await work.onBatch(payload(1, 0, 2));
  assert.equal(begun, 1);
  gate.resolve();
  await first;
  assert.deepEqual(log, ["commit 0:2", "position 0:2"]);
  membership.confirmed();
  assert.equal(membership.leavingSince, undefined, "a heartbeat that is answered ends the alarm");
});

test("stop() waits for what is at work and begins nothing more", async () => {
  const gate = Promise.withResolvers<void>();
  const { work, payload, log } = setUp(() => gate.promise);
  const first = work.onBatch(payload(0, 0, 2));
  const stopped = work.stop().then(() => log.push("stopped"));
  await work.onBatch(payload(1, 0, 2));
  gate.resolve();
  await Promise.all([first, stopped]);
  assert.deepEqual(log, ["commit 0:2", "position 0:2", "stopped"]);
});

test("after a rejoin, what was processed here is committed and not processed again", async () => {
  const handled: string[] = [];
  const { membership, work, payload, log } = setUp(async (batch) => {
    const records = [...recordsOf(batch)];
    handled.push(`${records[0]!.offset}..${records.at(-1)!.offset}`);
  });
  await work.onBatch(payload(0, 10, 5));
  await work.onBatch(payload(0, 15, 5));
  membership.joined([0, 1]);
  work.reset();
  log.length = 0;
  // The commits were lost, so kafkajs begins at 10 again; this batch reaches further than the former ones.
  await work.onBatch(payload(0, 10, 3));
  assert.deepEqual(log, ["commit 0:20", "position 0:20"]);
  await work.onBatch(payload(0, 15, 8));
  await work.onBatch(payload(0, 23, 2));
  assert.deepEqual(handled, ["10..14", "15..19", "20..22", "23..24"]);
  assert.deepEqual(log.slice(2), ["commit 0:23", "position 0:23", "commit 0:25", "position 0:25"]);
});

test("other records at the same offsets, and what somebody else processed in between, are processed", async () => {
  const handled: string[] = [];
  const { work, payload } = setUp(async (batch) => {
    const records = [...recordsOf(batch)];
    handled.push(`${records[0]!.offset}..${records.at(-1)!.offset}`);
  });
  await work.onBatch(payload(0, 0, 5));
  await work.onBatch(payload(0, 0, 5, "1"));
  await work.onBatch(payload(1, 0, 5));
  await work.onBatch(payload(1, 50, 5));
  work.reset();
  await work.onBatch(payload(1, 5, 5));
  assert.deepEqual(handled, ["0..4", "0..4", "0..4", "50..54", "5..9"]);
});

test("a batch waits for what is still being written of its partition since before a rebalance", async () => {
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  const { membership, work, payload, log } = setUp(() => {
    calls += 1;
    return gate.promise;
  });
  const before = work.onBatch(payload(0, 0, 5));
  membership.joined([0]);
  work.reset();
  await before;
  const after = work.onBatch(payload(0, 0, 5));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(calls, 1);
  gate.resolve();
  await after;
  assert.equal(calls, 1, "it was written after all");
  assert.deepEqual(log, ["commit 0:5", "position 0:5"]);
});

test("commits wait for one another: one request for all partitions, in time, when stopping, and before a rebalance", async () => {
  const { membership, work, payload, log } = setUp(async () => {}, undefined, 50);
  await work.onBatch(payload(0, 0, 5));
  assert.deepEqual(log.splice(0), ["commit 0:5", "position 0:5"]);
  await work.onBatch(payload(0, 5, 5));
  await work.onBatch(payload(1, 0, 2));
  await work.onBatch(payload(0, 10, 5));
  assert.deepEqual(log.splice(0), ["position 0:10", "position 1:2", "position 0:15"]);
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.deepEqual(log.splice(0), ["commit 0:15", "commit 1:2"]);
  await work.onBatch(payload(0, 15, 1));
  await work.onBatch(payload(0, 16, 1));
  membership.leaving();
  work.leaving();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(log.splice(0).slice(-1), ["commit 0:17"]);
  membership.confirmed();
  await work.onBatch(payload(0, 17, 1));
  await work.stop();
  assert.deepEqual(log.splice(0).slice(-1), ["commit 0:18"]);
});

test("an offset that waits is not committed in another generation", async () => {
  const { membership, work, payload, log } = setUp(async () => {}, undefined, 30);
  await work.onBatch(payload(0, 0, 5));
  await work.onBatch(payload(0, 5, 5));
  membership.joined([0]);
  work.reset();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(log, ["commit 0:5", "position 0:5", "position 0:10"]);
});
