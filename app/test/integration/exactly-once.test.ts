/** Exactly once against a real broker: zombies are shut out, unknown outcomes are resolved, and killed processes repeat nothing. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kafka } from "kafkajs";
import { pino } from "pino";
import { parseRecord } from "../../src/aggregate/record.ts";
import type { AppConfigInput } from "../../src/config.ts";
import { columnsOf } from "../../src/kafka/batch.ts";
import { createKafka } from "../../src/kafka/client.ts";
import { CommittedOffsets } from "../../src/kafka/exactly-once/committed-offsets.ts";
import { ExactlyOnce } from "../../src/kafka/exactly-once/delivery.ts";
import { Transactor } from "../../src/kafka/exactly-once/transactor.ts";
import { type BatchHandler, NotNowError } from "../../src/kafka/port.ts";
import type { FetchedBatch } from "../../src/kafka/source/fetched.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, startApp, until } from "./processes.ts";
import { createTopics, readAll } from "./reader.ts";

const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };
const counts = "login-counts";
const never = new AbortController().signal;
let broker: Broker;
let kafka: Kafka;
const running = new Set<Running>();

before(
  async () => {
    broker = await startBroker(21640);
    await createTopics(broker.address, [...Object.values(topics), counts, "parts"], 4);
    kafka = createKafka(broker.connection, "exactly-once", pino({ enabled: false }));
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const app of running) await app.end("SIGKILL");
  await broker?.stop();
});

const limits = { maxBatchBytes: 900_000, maxBatchRecords: 20_000 };
const member = (group: string, maxBatchBytes = limits.maxBatchBytes) =>
  new ExactlyOnce({ kafka, group, transactionalIdPrefix: "t-", ...limits, maxBatchBytes, compression: "lz4" });
function batch(partition: number, first: number, count: number): FetchedBatch {
  const records = Array.from({ length: count }, (_, index) => ({
    offset: BigInt(first + index),
    timestamp: "0",
    key: null,
    value: null,
    headers: {},
  }));
  const nextOffset = BigInt(first + count);
  return {
    topic: "parts",
    partition,
    columns: columnsOf(records),
    from: BigInt(first),
    nextOffset,
    highWatermark: nextOffset,
  };
}
/** Writes a record that names the batch. */
const writes =
  (text: string): BatchHandler =>
  async ({ partition }, output) => {
    await output.send("parts", partition, [{ key: null, value: Buffer.from(text) }]);
  };
const written = async (partition: number): Promise<string[]> =>
  (await readAll(broker.address, "parts"))
    .filter((one) => one.partition === partition)
    .map(({ value }) => String(value));

test("results and the offset become visible together, and the next owner begins where they end", async () => {
  const [one, other] = [member("together"), member("together")];
  assert.equal(await one.begin(batch(0, 5, 10), never), 5n, "nothing is committed yet");
  await one.deliver(batch(0, 5, 10), writes("a"), never);
  const settled: boolean[] = [];
  const fails: BatchHandler = async (given, output, signal) => {
    await writes("lost")(given, output, signal);
    output.whenSettled((kept) => settled.push(kept));
    throw new Error("half done");
  };
  await assert.rejects(one.deliver(batch(0, 15, 10), fails, never), NotNowError);
  assert.deepEqual(settled, [false]);
  assert.equal(await other.begin(batch(0, 5, 10), never), 15n);
  assert.deepEqual(await written(0), ["a"]);
  await Promise.all([one.close(), other.close()]);
});

test("that batches fail is told until one succeeds, although each try begins a transaction anew", async () => {
  const one = member("failing");
  await one.begin(batch(2, 0, 10), never);
  const refused: BatchHandler = async (given, output, signal) => {
    await writes("refused")(given, output, signal);
    throw new Error("not authorized");
  };
  await assert.rejects(one.deliver(batch(2, 0, 10), refused, never), NotNowError);
  await one.begin(batch(2, 0, 10), never);
  await sleep(20);
  assert.ok(one.failingMs() >= 20, `${one.failingMs()} ms`);
  await one.deliver(batch(2, 0, 10), writes("taken"), never);
  assert.equal(one.failingMs(), 0);
  await one.close();
});

test("who was thought dead can neither write nor commit once another one owns the partition", async () => {
  const [zombie, owner] = [member("zombie"), member("zombie")];
  await zombie.begin(batch(1, 0, 10), never);
  const asleep = Promise.withResolvers<void>();
  const wrote = Promise.withResolvers<void>();
  const slow = zombie.deliver(
    batch(1, 0, 10),
    async (given, output, signal) => {
      await writes("zombie")(given, output, signal);
      wrote.resolve();
      await asleep.promise;
    },
    never,
  );
  slow.catch(() => undefined);
  await wrote.promise;
  await owner.begin(batch(1, 0, 10), never);
  await owner.deliver(batch(1, 0, 10), writes("owner"), never);
  asleep.resolve();
  await assert.rejects(slow, NotNowError);
  assert.ok(zombie.failingMs() > 0);
  assert.equal(await zombie.begin(batch(1, 0, 10), never), 10n, "it learns where the owner is");
  assert.deepEqual(await written(1), ["owner"]);
  await Promise.all([zombie.close(), owner.close()]);
});

test("an offset that an open transaction may change is waited for", async () => {
  const group = "stable";
  const transactor = await Transactor.open(kafka, "t-stable", { ...limits, compression: "none" });
  const offsets = new CommittedOffsets(kafka, group);
  const source = { group, topic: "parts", partition: 2, offset: 7n };
  await transactor.transact(source, async () => undefined);
  assert.equal(await offsets.of("parts", 2, never), 7n);
  const raw = kafka.producer({ transactionalId: "t-stable-2" });
  await raw.connect();
  const transaction = await raw.transaction();
  await transaction.sendOffsets({
    consumerGroupId: group,
    topics: [{ topic: "parts", partitions: [{ partition: 2, offset: "9" }] }],
  });
  const asked = offsets.of("parts", 2, never);
  assert.equal(await Promise.race([asked, sleep(300, "waits")]), "waits");
  await transaction.commit();
  assert.equal(await asked, 9n);
  const aborted = AbortSignal.abort(new Error("no longer ours"));
  await assert.rejects(offsets.of("parts", 2, aborted), /no longer ours/);
  assert.equal(await offsets.of("parts", 3, never), undefined);
  await Promise.all([raw.disconnect(), transactor.close(), offsets.close()]);
});

test("what is larger than a batch takes several in one transaction, and what a topic refuses is told", async () => {
  const one = member("large", 300_000);
  await one.begin(batch(3, 0, 1), never);
  const value = Buffer.alloc(100_000, "x");
  await one.deliver(
    batch(3, 0, 1),
    async (_batch, output) => {
      await output.send(
        "parts",
        3,
        Array.from({ length: 25 }, () => ({ key: null, value })),
      );
      await assert.rejects(output.send("parts", 3, [{ key: null, value: randomBytes(2_000_000) }]), {
        name: "RecordTooLargeError",
      });
      await output.send("parts", 3, [{ key: null, value: Buffer.from("after it") }]);
    },
    never,
  );
  // It is decided; that it is seen takes a moment more.
  const found = await until("all of it", 10, async () => {
    const now = await written(3);
    return now.length > 0 && now;
  });
  assert.deepEqual([found.length, found.at(-1)], [26, "after it"]);
  await one.close();
});

const common = (instance: string, port: number) => ({
  version: 1 as const,
  instance,
  ops: { port },
  connection: broker.connection,
});
async function start(config: AppConfigInput): Promise<Running> {
  const app = startApp(broker.folder, config);
  running.add(app);
  await until(`${config.instance} is ready`, 40, () => ready(config.ops.port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${app.output()}`);
  });
  return app;
}
async function end(app: Running, signal: NodeJS.Signals) {
  running.delete(app);
  return app.end(signal);
}
const processor = (index: number, semantics: "exactly-once" | "at-least-once" = "exactly-once"): AppConfigInput => ({
  role: "processor",
  ...common(`processor-${index}`, 21644 + index),
  topics,
  group: "g",
  workers: 2,
  semantics,
  aggregates: { topic: counts },
});

/** How often each source record stands in outputs and dead letters together. */
async function results(): Promise<{ source: string[]; found: Map<string, number>; outputs: number }> {
  const [input, output, dead] = [
    await readAll(broker.address, topics.input),
    await readAll(broker.address, topics.output),
    await readAll(broker.address, topics.deadLetter),
  ];
  const found = new Map<string, number>();
  const add = (id: string): unknown => found.set(id, (found.get(id) ?? 0) + 1);
  for (const { value } of output) add(JSON.parse(String(value)).event_id);
  for (const { headers } of dead)
    add(["topic", "partition", "offset"].map((name) => headers[`dead-letter-source-${name}`]).join("-"));
  const source = input.map(({ partition, offset }) => `${topics.input}-${partition}-${offset}`);
  return { source, found, outputs: output.length };
}

test("processors are killed, drained and joined under traffic: each record has one result, and counts are exact", {
  timeout: 180_000,
}, async () => {
  const traffic = await start({
    role: "generator",
    ...common("generator-0", 21647),
    topic: topics.input,
    eventsPerSecond: 600,
    brokenShare: 0.05,
  });
  let one = await start(processor(0));
  for (let round = 0; round < 3; round += 1) {
    await sleep(500 + Math.random() * 1_000);
    await end(one, "SIGKILL");
    one = await start(processor(0));
  }
  const two = await start(processor(1));
  await sleep(1_000);
  const drained = await end(one, "SIGTERM");
  assert.equal(drained.code, 0, one.output());
  assert.ok(drained.ms < 8_500, `${drained.ms} ms`);
  assert.equal((await end(traffic, "SIGTERM")).code, 0);
  const all = await until("every record has a result", 60, async () => {
    const now = await results();
    return now.source.every((id) => now.found.has(id)) && now;
  });
  assert.equal((await end(two, "SIGTERM")).code, 0, two.output());
  assert.ok(all.source.length > 3_000, `${all.source.length}`);
  const twice = [...all.found].filter(([, times]) => times !== 1);
  assert.deepEqual(twice, []);
  assert.equal(all.found.size, all.source.length);

  const latest = new Map<string, number>();
  for (const { partition, key, value } of await readAll(broker.address, counts)) {
    const record = parseRecord(value ?? null);
    if (record && "count" in record && record.count.dimension === "locale")
      latest.set(`${partition} ${key}`, record.count.count);
  }
  assert.equal(
    [...latest.values()].reduce((sum, count) => sum + count, 0),
    all.outputs,
  );
});
