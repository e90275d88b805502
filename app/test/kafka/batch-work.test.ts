import assert from "node:assert/strict";
import { test } from "node:test";
import type { EachBatchPayload } from "kafkajs";
import { pino } from "pino";
import type { BatchHandler } from "../../src/kafka/port.ts";
import { BatchWork } from "../../src/kafka/source/batch-work.ts";
import { Membership } from "../../src/kafka/source/membership.ts";
import { protocolError } from "../support/stub-producer.ts";

function setUp(handler: BatchHandler, heartbeat: () => Promise<void> = async () => {}) {
  const membership = new Membership();
  membership.joined([0, 1]);
  const log: string[] = [];
  const work = new BatchWork({
    membership,
    handler,
    handlerIdleMs: () => 0,
    heartbeatMs: 5,
    log: pino({ enabled: false }),
  });
  const payload = (partition: number, first: number, count: number): EachBatchPayload =>
    ({
      batch: {
        topic: "in",
        partition,
        highWatermark: String(first + count),
        messages: Array.from({ length: count }, (_, index) => ({
          offset: String(first + index),
          timestamp: "0",
          key: null,
          value: null,
        })),
        lastOffset: () => String(first + count - 1),
      },
      heartbeat,
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
