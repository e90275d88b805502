/** Replays on a real broker: each dead letter once, whatever happens to a run before its transaction ends. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Kafka, Transaction } from "kafkajs";
import { pino } from "pino";
import { type ReplayOptions, replayDeadLetters } from "../../src/dead-letters/index.ts";
import { letterOf } from "../../src/dead-letters/letter.ts";
import { Replayer } from "../../src/dead-letters/replayer.ts";
import { createKafka } from "../../src/kafka/client.ts";
import { PartitionReader } from "../../src/kafka/partition-reader.ts";
import type { InRecord } from "../../src/kafka/port.ts";
import { openProducer } from "../../src/kafka/producer.ts";
import { deadLetter } from "../../src/pipeline/transform.ts";
import { type Broker, startBroker } from "./broker.ts";
import { createTopics } from "./reader.ts";

const topics = { input: "logins", deadLetter: "logins-dead", marks: "logins-replays" };
const log = pino({ enabled: false });
let broker: Broker;
let kafka: Kafka;
before(
  async () => {
    const properties = () => ({
      "transaction.state.log.replication.factor": 1,
      "transaction.state.log.min.isr": 1,
      "transaction.state.log.num.partitions": 4,
    });
    broker = await startBroker(22_360, { properties });
    kafka = createKafka(broker.connection, "test", log);
    await createTopics(broker.address, Object.values(topics), 3);
  },
  { timeout: 120_000 },
);
after(() => broker?.stop());

/** What is committed. */
async function committed(topic: string): Promise<InRecord[]> {
  const reader = new PartitionReader(kafka);
  const found: InRecord[] = [];
  for (const partition of [0, 1, 2]) await reader.readToEnd({ topic, partition }, (record) => found.push(record));
  await reader.close();
  return found;
}

const sourceOf = (offset: number): InRecord => ({
  offset: BigInt(offset),
  timestamp: "1700000000000",
  key: Buffer.from(`user-${offset}`),
  value: Buffer.from([offset, 0, 0xff]),
  headers: { "correlation-id": "abc", twice: [Buffer.from("a"), Buffer.from("b")] },
});

async function writeLetters(from: number, count: number): Promise<void> {
  const producer = await openProducer(kafka);
  const letters = Array.from({ length: count }, (_, index) =>
    deadLetter({ topic: topics.input, partition: 1 }, sourceOf(from + index), { code: "invalid_json", detail: "no" }),
  );
  await producer.send(topics.deadLetter, 2, letters);
  await producer.close();
}

const replay = (options: Partial<ReplayOptions> = {}) =>
  replayDeadLetters({
    connection: broker.connection,
    topics,
    limit: 10_000,
    log,
    confirm: async () => true,
    ...options,
  });

const replayer = (of: Kafka) =>
  new Replayer(
    of,
    {
      input: { name: topics.input, partitions: 3 },
      deadLetter: { name: topics.deadLetter },
      marks: { name: topics.marks, partitions: 3 },
    },
    topics.deadLetter,
  );

test("several transactions: every letter once, its bytes, headers and partition those of before", {
  timeout: 60_000,
}, async () => {
  await writeLetters(0, 450);
  const counts: number[] = [];
  const result = await replay({ onReplayed: (count) => counts.push(count) });
  assert.deepEqual([result.replayed, counts], [450, [200, 400, 450]]);
  const found = await committed(topics.input);
  assert.equal(found.length, 450);
  const [first] = found;
  const text = (value: unknown) => String(value);
  assert.deepEqual([first!.key, first!.value], [sourceOf(0).key, sourceOf(0).value]);
  assert.deepEqual(Object.keys(first!.headers).sort(), [
    "correlation-id",
    "replay-count",
    "replay-of",
    "replay-source",
    "twice",
  ]);
  assert.deepEqual((first!.headers["twice"] as Buffer[]).map(text), ["a", "b"]);
  assert.deepEqual(
    ["replay-count", "replay-of", "replay-source"].map((name) => text(first!.headers[name])),
    ["1", "logins-dead-2-0", "logins-1-0"],
  );
  assert.deepEqual([(await replay()).replayed, (await replay()).already], [0, 450]);
});

test("a run that dies before its commit leaves nothing, and the next one replays what it would have", {
  timeout: 60_000,
}, async () => {
  await writeLetters(500, 3);
  const dying = {
    producer: (options: Parameters<Kafka["producer"]>[0]) => {
      const producer = kafka.producer(options);
      const transaction = async (): Promise<Transaction> => ({
        ...(await producer.transaction()),
        commit: () => Promise.reject(new Error("killed")),
      });
      return { ...producer, transaction };
    },
  } as Kafka;
  const victim = replayer(dying);
  await victim.open();
  const letters = (await committed(topics.deadLetter)).slice(-3).map((record) => letterOf(2, record));
  await assert.rejects(
    victim.replay(letters, () => assert.fail("nothing was committed")),
    /killed/,
  );
  assert.equal((await replay()).replayed, 3);
  assert.equal((await committed(topics.input)).length, 453);
  await victim.close();
});

test("of two runs at once the earlier is fenced off", { timeout: 60_000 }, async () => {
  await writeLetters(600, 2);
  const earlier = replayer(kafka);
  await earlier.open();
  const letters = (await committed(topics.deadLetter)).slice(-2).map((record) => letterOf(2, record));
  assert.equal((await replay()).replayed, 2);
  await assert.rejects(earlier.replay(letters, () => assert.fail("it was fenced off")));
  await earlier.close();
  assert.equal((await committed(topics.input)).length, 455);
});
