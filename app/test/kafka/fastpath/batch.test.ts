/** Where the decoder is to do better than kafkajs' own: corruption, aborted transactions, compaction, odd header names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decoderOf, storedBatch, withFields } from "./support/batches.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";

const { original, fast } = bothKafkaJs();
const TRANSACTIONAL = 16;
const CONTROL = 32;

async function decode(modules: typeof fast, bytes: Buffer): Promise<any> {
  return modules.load("protocol/requests/fetch/v4/decodeMessages.js")(decoderOf(modules, bytes));
}

async function batchOf(modules: typeof fast, bytes: Buffer, data: object = {}, fetchedOffset = "0"): Promise<any> {
  const Batch = modules.load("consumer/batch.js");
  return new Batch("t", fetchedOffset, {
    partition: 0,
    highWatermark: "100",
    abortedTransactions: [],
    messages: await decode(modules, bytes),
    ...data,
  });
}

const records = [
  { key: "a", value: "first", headers: { h: "x" } },
  { key: "b", value: "second" },
];

test("each changed bit under the CRC is found; the error is kafkajs' own for it, and retriable", async () => {
  for (const compression of [0, 1, 2, 3, 4]) {
    const bytes = await storedBatch(original, records, { baseOffset: 7n }, compression);
    assert.equal((await decode(fast, bytes)).messages().length, 2);
    for (let at = 17; at < bytes.length; at += 1) {
      const broken = Buffer.from(bytes);
      broken[at]! ^= 1 << (at % 8);
      await assert.rejects(decode(fast, broken), {
        name: "KafkaJSProtocolError",
        type: "CORRUPT_MESSAGE",
        code: 2,
        retriable: true,
        message: /^Record batch at offset 7 is corrupt: its CRC32C is 0x[0-9a-f]{8}, and 0x[0-9a-f]{8} was stored$/,
      });
    }
  }
  const bytes = await storedBatch(original, records);
  bytes[bytes.length - 8]! ^= 1;
  assert.equal((await decode(original, bytes)).length, 2, "kafkajs itself does not see it");
});

test("a batch that does not hold what it says is corrupt, also with a right CRC", async () => {
  const bytes = await storedBatch(original, records);
  const change = (at: number, value: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeInt32BE(value, at);
    return withFields(original, copy, {});
  };
  for (const count of [3, 1_000_000_000])
    await assert.rejects(decode(fast, change(57, count)), { type: "CORRUPT_MESSAGE" });
  await assert.rejects(decode(fast, change(8, 3)), /impossible length 3/);
  const long = Buffer.from(bytes);
  long[61] = 0x7e;
  await assert.rejects(decode(fast, withFields(original, long, {})), { type: "CORRUPT_MESSAGE" });
  const version = Buffer.from(bytes);
  version[16] = 3;
  const second = Buffer.concat([bytes, version]);
  await assert.rejects(decode(fast, second), /unknown version 3/);
});

test("a fetch that ends within the head of its first batch brings nothing", async () => {
  const bytes = await storedBatch(original, records);
  for (const length of [1, 16, 17, 60]) assert.equal((await batchOf(fast, bytes.subarray(0, length))).isEmpty(), true);
});

/** A producer's data and then the end of its transaction. */
async function transaction(producerId: bigint, from: bigint, keys: (string | Buffer)[], aborted: boolean) {
  const messages = keys.map((key) => ({ key, value: `of ${producerId}` }));
  const data = await storedBatch(original, messages, { baseOffset: from, producerId, attributes: TRANSACTIONAL });
  const end = await storedBatch(original, [{ key: Buffer.from([0, 0, 0, aborted ? 0 : 1]), value: Buffer.alloc(6) }], {
    baseOffset: from + BigInt(keys.length),
    producerId,
    attributes: TRANSACTIONAL | CONTROL,
  });
  return { data, end };
}

const values = (batch: any): string[] => batch.messages.map(({ offset }: { offset: string }) => offset);

test("records of aborted transactions and control records are not shown", async () => {
  const one = await transaction(1n, 0n, ["a", "b"], true);
  const two = await transaction(2n, 3n, ["c"], false);
  const bytes = Buffer.concat([one.data, one.end, two.data, two.end]);
  const data = { abortedTransactions: [{ producerId: "1", firstOffset: "0" }] };
  for (const modules of [original, fast]) {
    const batch = await batchOf(modules, bytes, data);
    assert.deepEqual(values(batch), ["3"]);
    assert.equal(batch.lastOffset(), "4");
    assert.equal(batch.isEmptyControlRecord(), false);
  }
  const onlyMarker = await batchOf(fast, two.end);
  assert.deepEqual(
    [
      onlyMarker.isEmpty(),
      onlyMarker.isEmptyDueToFiltering(),
      onlyMarker.isEmptyControlRecord(),
      onlyMarker.lastOffset(),
    ],
    [true, true, true, "4"],
  );
});

test("two transactions that are open when a fetch begins are both left out; kafkajs shows a record of one", async () => {
  const one = await transaction(1n, 10n, ["a"], true);
  const two = await transaction(2n, 11n, ["b"], true);
  const [oneEnd, twoEnd] = [
    withFields(original, one.end, { baseOffset: 12n }),
    withFields(original, two.end, { baseOffset: 13n }),
  ];
  const bytes = Buffer.concat([
    two.data.subarray(0),
    withFields(original, one.data, { baseOffset: 14n }),
    oneEnd,
    twoEnd,
  ]);
  const data = {
    abortedTransactions: [
      { producerId: "1", firstOffset: "2" },
      { producerId: "2", firstOffset: "5" },
    ],
  };
  assert.deepEqual(values(await batchOf(original, bytes, data)), ["11"]);
  assert.deepEqual(values(await batchOf(fast, bytes, data)), []);
});

test("a key of four zero bytes does not end an aborted transaction; for kafkajs it does", async () => {
  const one = await transaction(1n, 0n, [Buffer.alloc(4), "b"], true);
  const bytes = Buffer.concat([one.data, one.end]);
  const data = { abortedTransactions: [{ producerId: "1", firstOffset: "0" }] };
  assert.deepEqual(values(await batchOf(original, bytes, data)), ["0", "1"]);
  assert.deepEqual(values(await batchOf(fast, bytes, data)), []);
});

test("the position passes offsets whose records were compacted away", async () => {
  const gap = await storedBatch(original, records, { baseOffset: 20n, lastOffsetDelta: 49 });
  const batch = await batchOf(fast, gap, {}, "21");
  assert.deepEqual([values(batch), batch.lastOffset(), batch.offsetLag()], [["21"], "69", "30"]);
  const beyond = await batchOf(fast, gap, {}, "30");
  assert.deepEqual(
    [beyond.isEmpty(), beyond.isEmptyDueToFiltering(), beyond.isEmptyDueToLogCompactedMessages(), beyond.lastOffset()],
    [true, true, true, "69"],
  );
  const beyondOriginal = await batchOf(original, gap, {}, "30");
  assert.equal(beyondOriginal.lastOffset(), "30", "kafkajs moves by one offset a fetch");
  const empty = await storedBatch(original, [], { baseOffset: 20n, lastOffsetDelta: 9 });
  const none = await batchOf(fast, empty, {}, "20");
  assert.deepEqual([none.isEmptyDueToFiltering(), none.lastOffset()], [true, "29"]);
});

test("headers named like what objects inherit are values of the record alone", async () => {
  const headers = JSON.parse('{"toString":"a","constructor":["b","c"],"__proto__":"d","plain":"e"}');
  const bytes = await storedBatch(original, [{ value: "v", headers }]);
  const [message] = (await batchOf(fast, bytes)).messages;
  assert.deepEqual(Object.entries(message.headers), [
    ["toString", Buffer.from("a")],
    ["constructor", [Buffer.from("b"), Buffer.from("c")]],
    ["__proto__", Buffer.from("d")],
    ["plain", Buffer.from("e")],
  ]);
  assert.equal(Object.getPrototypeOf(message.headers), Object.prototype);
});

test("message sets of old brokers are left to kafkajs", async () => {
  const MessageSet = fast.load("protocol/messageSet/index.js");
  const set = MessageSet({ messageVersion: 1, entries: [{ key: "k", value: "v", timestamp: 5 }] });
  const batch = await batchOf(fast, Buffer.from(set.buffer));
  const expected = await batchOf(original, Buffer.from(set.buffer));
  assert.deepEqual(batch.messages, expected.messages);
  assert.equal(batch.messages.length, 1);
});

test("a batch asked for its size and ends makes no messages", async () => {
  const batch = await batchOf(fast, await storedBatch(original, records, { baseOffset: 3n }));
  assert.deepEqual([batch.size, batch.lastMessage()], [2, { offset: "4" }]);
  assert.equal(batch.messages, batch.messages);
});
