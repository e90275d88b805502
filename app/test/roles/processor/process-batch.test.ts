import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import { columnsOf } from "../../../src/kafka/batch.ts";
import { PackedRecords } from "../../../src/kafka/packed/records.ts";
import { unpack } from "../../../src/kafka/packed/unpack.ts";
import type { Batch, OutRecord } from "../../../src/kafka/port.ts";
import { RecordTooLargeError, Sink } from "../../../src/kafka/sink/sink.ts";
import { processorMetrics } from "../../../src/ops/metrics.ts";
import { batchProcessor } from "../../../src/roles/processor/process-batch.ts";
import { good } from "../../support/events.ts";
import { outputOver } from "../../support/output.ts";
import { StubKafka } from "../../support/stub-producer.ts";

const names = { input: "in", output: "out", deadLetter: "dead" };
const log = pino({ enabled: false });
const maxBatchBytes = 900_000;
const acknowledged = outputOver(async () => undefined);
const never = new AbortController().signal;

function batch(values: (Buffer | null)[], partition = 1): Batch {
  return {
    topic: "in",
    partition,
    nextOffset: BigInt(values.length),
    highWatermark: BigInt(values.length + 5),
    columns: columnsOf(
      values.map((value, index) => ({
        offset: BigInt(index),
        timestamp: "0",
        key: Buffer.from(`k${index}`),
        value,
        headers: {},
      })),
    ),
  };
}

function topicsWith(counts: Record<string, number>) {
  let refreshed = 0;
  return {
    partitions: (topic: string) => counts[topic],
    refresh: async () => {
      refreshed += 1;
    },
    refreshed: () => refreshed,
  };
}

const event = Buffer.from(JSON.stringify(good()));

test("good records go to the output, broken ones to the dead letters, in the source's partition; all are counted", async () => {
  const kafka = new StubKafka();
  const sink = new Sink({ open: kafka.open, maxMessageBytes: 1_000_000, log });
  const registry = new Registry();
  const done: unknown[] = [];
  const handle = batchProcessor({
    maxBatchBytes,
    topics: topicsWith({ in: 6, out: 6, dead: 6 }),
    names,
    metrics: processorMetrics(registry),
    lag: { processed: (...told) => done.push(told) },
  });
  const output = outputOver((topic, partition, records) => sink.send(topic, partition, records));
  await handle(batch([event, Buffer.from("{"), event, null]), output, never);
  assert.deepEqual(
    kafka.sent.map(({ topic, partition, values }) => [topic, partition, values.length]),
    [
      ["out", 1, 2],
      ["dead", 1, 2],
    ],
  );
  const text = await registry.metrics();
  for (const line of [
    "tributary_events_read_total 4",
    "tributary_events_processed_total 2",
    'tributary_events_dead_lettered_total{reason="invalid_json"} 1',
    'tributary_events_dead_lettered_total{reason="empty"} 1',
    "tributary_source_batch_records_sum 4",
    "tributary_append_latency_seconds_count 4",
    "tributary_event_latency_seconds_count 4",
  ]) {
    assert.ok(text.includes(line), line);
  }
  assert.deepEqual(done, [[1, 4n, 9n]]);
  await sink.close();
});

test("a partition that is newer than what is known makes it ask again", async () => {
  const topics = topicsWith({ in: 6, out: 6, dead: 6 });
  const handle = batchProcessor({ maxBatchBytes, topics, names, metrics: processorMetrics(new Registry()) });
  await handle(batch([event], 9), acknowledged, never);
  assert.equal(topics.refreshed(), 1);
});

test("the batch is not done when one of its records is not acknowledged", async () => {
  const output = outputOver(async (topic) => {
    if (topic === "dead") throw new Error("dead-letter topic is away");
  });
  const handle = batchProcessor({
    maxBatchBytes,
    topics: topicsWith({ in: 6, out: 6, dead: 6 }),
    names,
    metrics: processorMetrics(new Registry()),
  });
  await assert.rejects(handle(batch([event, null]), output, never), /away/);
});

test("what the output refuses for its size becomes a dead letter, and what that refuses too is cut: the partition goes on", async () => {
  const written: [string, OutRecord][] = [];
  const output = outputOver(async (topic, _partition, given) => {
    const records = given instanceof PackedRecords ? (unpack(given) as OutRecord[]) : given;
    if (topic === "out" && records.some(({ key }) => String(key) === "k1")) throw new RecordTooLargeError("out");
    if (
      topic === "dead" &&
      records.some(
        ({ value, headers }) => (value?.length ?? 0) > 60_000 && headers?.["dead-letter-truncated"] === undefined,
      )
    )
      throw new RecordTooLargeError("dead");
    for (const one of records) written.push([topic, one]);
  });
  const handle = batchProcessor({
    maxBatchBytes,
    topics: topicsWith({ in: 6, out: 6, dead: 6 }),
    names,
    metrics: processorMetrics(new Registry()),
  });
  await handle(batch([event, event, Buffer.alloc(200_000, 32)]), output, never);
  assert.deepEqual(
    written
      .map(([topic, { key, value, headers }]) => [
        topic,
        String(key),
        value?.length,
        String(headers?.["dead-letter-reason"] ?? ""),
        String(headers?.["dead-letter-truncated"] ?? ""),
      ])
      .sort(),
    [
      ["dead", "k1", event.length, "too_large", ""],
      ["dead", "k2", 100_000, "too_large", "true"],
      ["out", "k0", written.find(([topic]) => topic === "out")?.[1].value?.length, "", ""],
    ],
  );
});
