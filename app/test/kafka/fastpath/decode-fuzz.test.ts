/** Fetched records are shown as by kafkajs' own decoder. FUZZ_ROUNDS and FUZZ_SEED: how many random batches, from which on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { recordSegments } from "../../../src/kafka/fastpath/index.ts";
import { type BatchFields, decoderOf, storedBatch } from "./support/batches.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";
import { Random } from "./support/random.ts";
import { randomRequest } from "./support/requests.ts";

const rounds = Number(process.env["FUZZ_ROUNDS"] ?? 1_000);
const from = Number(process.env["FUZZ_SEED"] ?? 1);
const { original, fast } = bothKafkaJs();
const decodeMessages = "protocol/requests/fetch/v4/decodeMessages.js";
const LOG_APPEND_TIME = 8;
const TRANSACTIONAL = 16;
const CONTROL = 32;

/** kafkajs mixes what objects inherit into headers of such names; see the test in batch.test.ts. */
const inherited = ["toString", "constructor"];

function messagesOf(seed: number): Record<string, unknown>[] {
  const [topic] = randomRequest(seed).topicData;
  const messages = (topic?.partitions[0]?.["messages"] ?? []) as Record<string, unknown>[];
  for (const { headers } of messages)
    for (const name of inherited) delete (headers as Record<string, unknown> | undefined)?.[name];
  return messages;
}

function fieldsOf(random: Random, baseOffset: bigint): BatchFields {
  const fields: BatchFields = { baseOffset, leaderEpoch: random.below(9), producerId: BigInt(random.below(3)) - 1n };
  fields.attributes =
    random.pick([0, 0, TRANSACTIONAL]) |
    (random.chance(0.2) ? LOG_APPEND_TIME : 0) |
    (random.chance(0.1) ? CONTROL : 0);
  if (random.chance(0.1))
    fields.baseTimestamp = random.pick([-1n, 0n, 2n ** 62n, -(2n ** 60n), 1_700_000_000_000_000_000n]);
  if (random.chance(0.1)) fields.maxTimestamp = random.pick([-1n, 2n ** 62n]);
  return fields;
}

/** Some batches one after the other, the last one perhaps cut off. */
async function fetched(seed: number): Promise<Buffer> {
  const random = new Random(seed ^ 0x33cc);
  const parts: Buffer[] = [];
  let offset = random.pick([0n, 5n, 2n ** 31n - 2n, 2n ** 40n]);
  for (let count = random.below(4); count > 0; count -= 1) {
    const messages = messagesOf(seed * 5 + count);
    // Batches whose records were all compacted away: batch.test.ts.
    if (messages.length === 0) continue;
    parts.push(await storedBatch(original, messages, fieldsOf(random, offset), random.pick([0, 0, 0, 1, 2, 3, 4])));
    offset += BigInt(messages.length + random.below(3));
  }
  const bytes = Buffer.concat(parts);
  // kafkajs fails on less than 17 bytes.
  return random.chance(0.2) && bytes.length > 17 ? bytes.subarray(0, 17 + random.below(bytes.length - 16)) : bytes;
}

test(`${rounds} random fetches are decoded alike, and their batches answer alike`, async () => {
  const [decodeOriginal, decodeFast] = [original.load(decodeMessages), fast.load(decodeMessages)];
  const [BatchOriginal, BatchFast] = [original.load("consumer/batch.js"), fast.load("consumer/batch.js")];
  let records = 0;
  let compared = 0;
  for (let seed = from; seed < from + rounds; seed += 1) {
    let bytes: Buffer;
    try {
      bytes = await fetched(seed);
    } catch {
      continue; // Messages that cannot be encoded.
    }
    const set = await decodeFast(decoderOf(fast, bytes));
    const messages = await decodeOriginal(decoderOf(original, bytes));
    assert.deepEqual(Array.isArray(set) ? set : set.messages(), messages, `seed ${seed}`);
    const random = new Random(seed);
    const first = messages.length === 0 ? 0 : Number(messages[0].offset);
    const fetchedOffset = String(first + random.below(messages.length + 1));
    const data = { partition: 3, highWatermark: String(first + 1_000), abortedTransactions: [] };
    const expected = new BatchOriginal("t", fetchedOffset, { ...data, messages });
    const actual = new BatchFast("t", fetchedOffset, { ...data, messages: set });
    assert.deepEqual(visible(actual), visible(expected), `seed ${seed}`);
    const segments = recordSegments(actual);
    if (segments !== undefined) assert.deepEqual(fromColumns(segments), actual.messages.map(plain), `seed ${seed}`);
    records += messages.length;
    compared += 1;
  }
  assert.ok(compared > rounds * 0.8 && records > rounds * 2, `${compared} fetches, ${records} records`);
});

function visible(batch: any): object {
  const { topic, partition, highWatermark, fetchedOffset, messages, rawMessages, messagesWithinOffset } = batch;
  const shown = { topic, partition, highWatermark, fetchedOffset, messages, rawMessages, messagesWithinOffset };
  // Without records kafkajs cannot see what the batches' headers say; ours can, and moves on.
  const within = messagesWithinOffset.length > 0;
  return {
    ...shown,
    isEmpty: batch.isEmpty(),
    isEmptyIncludingFiltered: batch.isEmptyIncludingFiltered(),
    isEmptyControlRecord: batch.isEmptyControlRecord(),
    isEmptyDueToFiltering: within && batch.isEmptyDueToFiltering(),
    isEmptyDueToLogCompactedMessages: within && batch.isEmptyDueToLogCompactedMessages(),
    firstOffset: batch.firstOffset(),
    lastOffset: within && batch.lastOffset(),
    offsetLag: within && batch.offsetLag(),
    offsetLagLow: batch.offsetLagLow(),
  };
}

const plain = (message: any): object => ({
  offset: message.offset,
  timestamp: Number(message.timestamp),
  key: message.key,
  value: message.value,
  headers: message.headers,
});

function fromColumns(segments: NonNullable<ReturnType<typeof recordSegments>>): object[] {
  return segments.flatMap((segment) =>
    Array.from({ length: segment.count - segment.first }, (_, at) => {
      const index = at + segment.first;
      const start = segment.valueStart(index);
      const length = segment.valueLength(index);
      return {
        offset: String(segment.offset(index)),
        timestamp: segment.timestamp(index),
        key: segment.key(index),
        value: length < 0 ? null : segment.bytes.subarray(start, start + length),
        headers: segment.headers(index),
      };
    }),
  );
}

test("the decoder of single batches shows the same context and records", async () => {
  const file = "protocol/recordBatch/v0/decoder.js";
  const bytes = await storedBatch(original, [{ key: "a", value: "b", headers: { h: ["1", "2"] } }, { value: null }], {
    baseOffset: 9n,
  });
  const Decoder = (modules: typeof fast) => new (modules.load("protocol/decoder.js"))(bytes);
  assert.deepEqual(await fast.load(file)(Decoder(fast)), await original.load(file)(Decoder(original)));
  await assert.rejects(fast.load(file)(new (fast.load("protocol/decoder.js"))(bytes.subarray(0, 80))), {
    name: "KafkaJSPartialMessageError",
  });
});
