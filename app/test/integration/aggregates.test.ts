/** Aggregates in a compacted topic of a real broker: written, restored, compacted, and read to the end without a group. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Kafka } from "kafkajs";
import { Registry } from "prom-client";
import { Aggregates } from "../../src/aggregate/aggregates.ts";
import { type Count, parseRecord } from "../../src/aggregate/record.ts";
import { createOutlet, type Outlet } from "../../src/kafka/outlet.ts";
import { PartitionReader } from "../../src/kafka/partition-reader.ts";
import type { Output } from "../../src/kafka/port.ts";
import { createLog } from "../../src/log.ts";
import { aggregateMetrics, processorMetrics } from "../../src/ops/metrics.ts";
import { good } from "../support/events.ts";
import { outputOver } from "../support/output.ts";
import { type Broker, startBroker } from "./broker.ts";

const window = { windowSeconds: 60, graceSeconds: 60, late: "ignore", maxValues: 100 } as const;
const log = createLog("error", {});
const signal = new AbortController().signal;
let broker: Broker;
let outlet: Outlet;
let kafka: Kafka;

before(
  async () => {
    broker = await startBroker(22700);
    outlet = createOutlet({
      connection: broker.connection,
      clientId: "test",
      topics: ["counts"],
      log,
      metrics: processorMetrics(new Registry()),
    });
    kafka = outlet.kafka;
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = Object.entries({
      "cleanup.policy": "compact",
      "segment.ms": "1000",
      "min.cleanable.dirty.ratio": "0.001",
    }).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic: "counts", numPartitions: 2, configEntries }] });
    await admin.disconnect();
    await outlet.topics.start();
  },
  { timeout: 60_000 },
);
after(async () => {
  await outlet?.close();
  await broker?.stop();
});

const open = (topic = "counts") =>
  new Aggregates({ kafka, topic, window, metrics: aggregateMetrics(new Registry()), log });
/** A session a member. */
const output = (send: Output["send"] = (...args) => outlet.sink.send(...args)): Output => outputOver(send, session);
const session = {};
const seen = (offset: bigint, timestamp: number) => ({ offset, timestamp: 4e12, event: { ...good(), timestamp } });

async function table(): Promise<Record<string, number>> {
  const reader = new PartitionReader(kafka);
  const found: Count[] = [];
  for (const partition of [0, 1])
    await reader.readToEnd({ topic: "counts", partition }, ({ value }) => {
      const one = parseRecord(value);
      if (one && "count" in one) found.push(one.count);
    });
  await reader.close();
  return Object.fromEntries(
    found.map(({ partition, windowStart, dimension, count }) => [`${partition} ${windowStart} ${dimension}`, count]),
  );
}

test("an empty topic is read to its end, and a partition that is not there is an error", async () => {
  const aggregates = open();
  await aggregates.count(0, [], output(), signal);
  await aggregates.close();
  const reader = new PartitionReader(kafka);
  await assert.rejects(
    reader.readToEnd({ topic: "counts", partition: 7 }, () => {}),
    /Partition 7 of counts cannot be read: it is not there/,
  );
  await reader.close();
});

test("a second member goes on where the first one was, and counts nothing twice", { timeout: 60_000 }, async () => {
  const first = open();
  for (let offset = 0n; offset < 50n; offset += 1n) await first.count(0, [seen(offset, 60)], output(), signal);
  await first.count(1, [seen(3n, 60), { offset: 4n, timestamp: 4e12 }], output(), signal);
  await first.close();

  const second = open();
  await second.count(0, [seen(48n, 60), seen(49n, 60), seen(50n, 60)], output(), signal);
  assert.equal((await table())["0 60 device_type"], 51);
  await second.close();
});

test("a write that fails is not forgotten: the counts are read again, and the same records count once", async () => {
  const aggregates = open();
  const fails = output(() => Promise.reject(new Error("not written")));
  await assert.rejects(aggregates.count(1, [seen(5n, 60)], fails, signal), /not written/);
  // Written, but nobody was told.
  const lost = output(async (...args) => {
    await outlet.sink.send(...args);
    throw new Error("not known");
  });
  await assert.rejects(aggregates.count(1, [seen(5n, 60)], lost, signal), /not known/);
  await aggregates.count(1, [seen(5n, 60), seen(6n, 60)], output(), signal);
  assert.equal((await table())["1 60 device_type"], 3);
  // As a transaction that is undone: nothing of it is in the topic.
  const settled: ((kept: boolean) => void)[] = [];
  const undone = {
    ...output(async () => undefined),
    whenSettled: (done: (kept: boolean) => void) => settled.push(done),
  };
  await aggregates.count(1, [seen(7n, 60)], undone, signal);
  for (const done of settled) done(false);
  await aggregates.count(1, [seen(7n, 60)], output(), signal);
  assert.equal((await table())["1 60 device_type"], 4);
  await aggregates.close();
});

test("what another session counted is read before counting goes on", async () => {
  const [one, other] = [open(), open()];
  await one.count(1, [seen(8n, 60)], output(), signal);
  await other.count(1, [seen(9n, 60)], output(), signal);
  await one.count(
    1,
    [seen(10n, 60)],
    outputOver((...args) => outlet.sink.send(...args)),
    signal,
  );
  assert.equal((await table())["1 60 device_type"], 7);
  await Promise.all([one.close(), other.close()]);
});

test("what compaction takes away changes nothing", { timeout: 90_000 }, async () => {
  const before = await table();
  const reader = new PartitionReader(kafka);
  const count = async () => {
    let records = 0;
    await reader.readToEnd({ topic: "counts", partition: 0 }, () => {
      records += 1;
    });
    return records;
  };
  const full = await count();
  const aggregates = open();
  // A new segment lets the one before it be compacted, which the broker looks for each 15 seconds.
  for (let offset = 100n; (await count()) > full - 40; offset += 1n) {
    await aggregates.count(0, [{ offset, timestamp: 4e12 }], output(), signal);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  assert.deepEqual(await table(), before);
  const fresh = open();
  await fresh.count(0, [seen(100n, 60), seen(1_000n, 60)], output(), signal);
  assert.equal(
    (await table())["0 60 device_type"],
    before["0 60 device_type"]! + 1,
    "100 was seen before, 1000 was not",
  );
  await Promise.all([fresh.close(), aggregates.close(), reader.close()]);
});
