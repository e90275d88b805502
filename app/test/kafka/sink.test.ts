import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { afterEach, test } from "node:test";
import { pino } from "pino";
import { RecordPacker } from "../../src/kafka/packed/packer.ts";
import { BufferPool } from "../../src/kafka/packed/pool.ts";
import { DEFAULT_BATCHING } from "../../src/kafka/sink/batch.ts";
import {
  RecordTooLargeError,
  SendAbortedError,
  SendTimeoutError,
  Sink,
  type SinkOptions,
} from "../../src/kafka/sink/sink.ts";
import { sizeOf } from "../../src/kafka/sink/size.ts";
import { protocolError, record, StubKafka } from "../support/stub-producer.ts";

const open: Sink[] = [];
function sinkOn(kafka: StubKafka, maxMessageBytes = 1_000_000, more: Partial<SinkOptions> = {}): Sink {
  const sink = new Sink({ open: kafka.open, maxMessageBytes, log: pino({ enabled: false }), ...more });
  open.push(sink);
  return sink;
}
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close();
});

test("each record is acknowledged with its offset, in order, one send a partition at a time", async () => {
  const kafka = new StubKafka();
  const sink = sinkOn(kafka);
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => sink.send("t", index % 2, [record(`r${index}`)])),
  );
  assert.deepEqual(
    results.map(({ offsets }) => offsets[0]),
    Array.from({ length: 50 }, (_, index) => BigInt(Math.floor(index / 2))),
  );
  assert.equal(kafka.mostOutstanding, 1);
  assert.ok(kafka.sent.length < 10, "what waited went together");
  assert.ok(kafka.sent.every(({ topic, values }) => topic === "t" && values.length > 0));
  assert.equal(sink.pendingRecords, 0);
});

test("after a failure the records are sent again, in order, by a new producer; the old one is closed", async () => {
  const kafka = new StubKafka((_sent, nth) => (nth === 1 ? new Error("connection lost") : undefined));
  const sink = sinkOn(kafka);
  const first = sink.send("t", 0, [record("a"), record("b")]);
  const second = sink.send("t", 0, [record("c")]);
  assert.deepEqual((await first).offsets, [0n, 1n]);
  assert.deepEqual((await second).offsets, [2n]);
  assert.deepEqual(
    kafka.sent.map(({ producer }) => producer),
    [1, 2],
  );
  assert.deepEqual(kafka.sent[1]?.values, ["a", "b", "c"]);
  assert.deepEqual(kafka.closed, [1]);
});

test("a producer that was thrown away is closed only when the sends of other partitions are over", async () => {
  const gate = Promise.withResolvers<undefined>();
  const kafka = new StubKafka((sent, nth) =>
    sent.partition === 1 && nth <= 2 ? gate.promise : nth <= 2 ? new Error("lost") : undefined,
  );
  const sink = sinkOn(kafka);
  const slow = sink.send("t", 1, [record("slow")]);
  await sink.send("t", 0, [record("fast")]);
  assert.deepEqual(kafka.closed, [], "partition 1 still waits for the first producer");
  gate.resolve(undefined);
  await slow;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(kafka.closed, [1]);
});

test("it goes on until Kafka is back, and tells for how long it has failed", async () => {
  const kafka = new StubKafka();
  kafka.openError = new Error("no broker");
  const sink = sinkOn(kafka);
  const sent = sink.send("t", 0, [record("a")]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.ok(sink.failingMs() > 50);
  kafka.openError = undefined;
  await sent;
  assert.equal(sink.failingMs(), 0);
});

test("past its deadline a send rejects and says whether it was attempted", async () => {
  const kafka = new StubKafka(() => new Error("not enough replicas"));
  const sink = sinkOn(kafka);
  await assert.rejects(
    sink.send("t", 0, [record("a")], { deadline: performance.now() + 300 }),
    (error) => error instanceof SendTimeoutError && error.attempted,
  );
  kafka.openError = new Error("no broker");
  const unopened = sinkOn(kafka);
  await assert.rejects(
    unopened.send("t", 0, [record("a")], { deadline: performance.now() + 100 }),
    (error) => error instanceof SendTimeoutError && !error.attempted,
  );
});

test("an aborted send leaves the queue and does not hold up what follows", async () => {
  const gate = Promise.withResolvers<undefined>();
  const kafka = new StubKafka((_sent, nth) => (nth === 1 ? gate.promise : undefined));
  const sink = sinkOn(kafka);
  const abort = new AbortController();
  const first = sink.send("t", 0, [record("first")]);
  const dropped = sink.send("t", 0, [record("dropped")], { signal: abort.signal });
  const last = sink.send("t", 0, [record("last")]);
  abort.abort();
  await assert.rejects(dropped, SendAbortedError);
  gate.resolve(undefined);
  await Promise.all([first, last]);
  assert.deepEqual(
    kafka.sent.flatMap(({ values }) => values),
    ["first", "last"],
  );
  assert.equal(sink.pendingRecords, 0);
});

test("a send that is over leaves nothing with a signal that lives on", async () => {
  const sink = sinkOn(new StubKafka());
  const { signal } = new AbortController();
  const sends = Array.from({ length: 20 }, (_, index) => sink.send("t", 0, [record(`r${index}`)], { signal }));
  assert.equal(getEventListeners(signal, "abort").length, 20);
  await Promise.all(sends);
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("a batch that is too large is halved; a record that is too large alone rejects, and the producer is kept", async () => {
  const kafka = new StubKafka((sent) =>
    sent.values.includes("huge") || sent.values.length > 2 ? protocolError("MESSAGE_TOO_LARGE") : undefined,
  );
  const sink = sinkOn(kafka);
  const gate = sink.send("t", 0, [record("0")]);
  const small = ["1", "2", "3", "4"].map((text) => sink.send("t", 0, [record(text)]));
  const huge = sink.send("t", 0, [record("huge")]);
  const after = sink.send("t", 0, [record("5")]);
  await assert.rejects(huge, RecordTooLargeError);
  await Promise.all([gate, ...small, after]);
  assert.equal(kafka.opened, 1);
});

test("batches stay under the broker's limit, and a call larger than that is told the offset of each record", async () => {
  const kafka = new StubKafka();
  const sink = sinkOn(kafka, 1_000);
  const { offsets } = await sink.send(
    "t",
    0,
    Array.from({ length: 20 }, () => record("x".repeat(200))),
  );
  assert.deepEqual(
    offsets,
    Array.from({ length: 20 }, (_, index) => BigInt(index)),
  );
  assert.ok(kafka.sent.every(({ values }) => values.length <= 3));
});

test("below() resolves once enough is settled", async () => {
  const gate = Promise.withResolvers<undefined>();
  const kafka = new StubKafka((_sent, nth) => (nth === 1 ? gate.promise : undefined));
  const sink = sinkOn(kafka);
  const sent = sink.send("t", 0, [record("a"), record("b")]);
  let reached = false;
  const waiting = sink.below(2).then(() => {
    reached = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(reached, false);
  gate.resolve(undefined);
  await Promise.all([sent, waiting]);
});

test("batches stay under the limit of records, and tell what they were", async () => {
  const kafka = new StubKafka();
  const batches: number[][] = [];
  const sink = sinkOn(kafka, 1_000_000, {
    batching: { ...DEFAULT_BATCHING, maxRecords: 3 },
    onBatch: (records, bytes) => batches.push([records, bytes]),
  });
  await sink.send("t", 0, ["a", "b", "c", "d", "e", "f", "g"].map(record));
  const size = sizeOf(record("a"));
  assert.deepEqual(batches, [
    [3, 3 * size],
    [3, 3 * size],
    [1, size],
  ]);
});

test("a batch that is not full waits for its linger, with one timer whatever comes", async (t) => {
  const kafka = new StubKafka();
  const sink = sinkOn(kafka, 1_000_000, { batching: { ...DEFAULT_BATCHING, lingerMs: 150 } });
  const timers = t.mock.method(globalThis, "setTimeout");
  const began = performance.now();
  const sends = [sink.send("t", 0, [record("0")])];
  for (let index = 1; index <= 20; index += 1) {
    sends.push(sink.send("t", 0, [record(String(index))]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(kafka.sent.length, 0, "nothing is sent yet");
  assert.equal(timers.mock.callCount(), 1);
  await Promise.all(sends);
  const ms = performance.now() - began;
  assert.ok(ms >= 145 && ms < 1_000, `${ms} ms`);
  assert.deepEqual(
    kafka.sent.map(({ values }) => values.length),
    [21],
  );
});

test("a full batch does not wait, by records or by bytes", async () => {
  for (const [limits, values] of [
    [{ maxRecords: 4 }, ["a", "b", "c", "d"]],
    [{ maxBytes: 1_024 }, ["x".repeat(400), "y".repeat(700)]],
  ] as const) {
    const kafka = new StubKafka();
    const sink = sinkOn(kafka, 1_000_000, { batching: { ...DEFAULT_BATCHING, lingerMs: 60_000, ...limits } });
    const sends = values.map((value) => sink.send("t", 0, [record(value)]));
    const settled = Promise.allSettled(sends);
    await sends[0];
    assert.deepEqual(kafka.sent[0]!.values, values.slice(0, "maxBytes" in limits ? 1 : 4));
    await sink.close();
    await settled;
  }
});

test("what comes while a batch is out is not sent sooner than its linger either, unless it is old enough", async () => {
  const gate = Promise.withResolvers<undefined>();
  const kafka = new StubKafka((_sent, nth) => (nth === 1 ? gate.promise : undefined));
  const sink = sinkOn(kafka, 1_000_000, { batching: { ...DEFAULT_BATCHING, lingerMs: 100 } });
  const first = sink.send("t", 0, [record("1")]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(kafka.sent.length, 1);
  const second = sink.send("t", 0, [record("2")]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  gate.resolve(undefined);
  const third = sink.send("t", 0, [record("3")]);
  await Promise.all([first, second, third]);
  assert.deepEqual(kafka.sent[1]!.values, ["2", "3"], "2 has waited long enough, and 3 goes with it");
});

test("packed records never linger, nor does what waits before them", async () => {
  const kafka = new StubKafka();
  const sink = sinkOn(kafka, 1_000_000, { batching: { ...DEFAULT_BATCHING, lingerMs: 60_000 } });
  const packer = new RecordPacker(new BufferPool(4_096), 0, 1_700_000_000_000);
  packer.add(record("packed"));
  const before = sink.send("t", 0, [record("before")]);
  await Promise.all([before, sink.send("t", 0, packer.finish())]);
  assert.deepEqual(
    kafka.sent.map(({ values }) => values),
    [["before"], ["packed"]],
  );
});

test("what lingers is given up when its sender goes or the sink is closed", async () => {
  const kafka = new StubKafka();
  const sink = sinkOn(kafka, 1_000_000, { batching: { ...DEFAULT_BATCHING, lingerMs: 60_000 } });
  const abort = new AbortController();
  const gone = sink.send("t", 0, [record("gone")], { signal: abort.signal });
  abort.abort();
  await assert.rejects(gone, SendAbortedError);
  const left = sink.send("t", 0, [record("left")]);
  await Promise.all([assert.rejects(left, SendAbortedError), sink.close()]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([kafka.sent.length, sink.pendingRecords], [0, 0]);
});
