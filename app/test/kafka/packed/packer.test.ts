/** Packed records against the encoder of messages, which is held to kafkajs' own bytes: requests are the same, wherever they are written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, recordsOf, skipBefore } from "../../../src/kafka/batch.ts";
import { nativeCrc32c } from "../../../src/kafka/fastpath/crc32c.ts";
import { createProduceRequest } from "../../../src/kafka/fastpath/encode/produce.ts";
import { RecordPacker } from "../../../src/kafka/packed/packer.ts";
import { BufferPool } from "../../../src/kafka/packed/pool.ts";
import { unpack } from "../../../src/kafka/packed/unpack.ts";
import type { InRecord, OutRecord } from "../../../src/kafka/port.ts";
import { Random } from "../fastpath/support/random.ts";

const NOW = 1_790_000_000_123;

function randomRecords(random: Random): OutRecord[] {
  const bytes = (most: number): Buffer | null =>
    random.next() < 0.1 ? null : random.bytes(random.below(random.next() < 0.05 ? 20_000 : most));
  return Array.from({ length: 1 + random.below(200) }, () => ({
    key: bytes(40),
    value: bytes(300),
    ...(random.next() < 0.5
      ? { headers: { "correlation-id": random.text(20), tags: [random.text(5), Buffer.from("é")], ключ: "значение" } }
      : {}),
  }));
}

function packed(records: readonly OutRecord[], pool: BufferPool) {
  const packer = new RecordPacker(pool, 4, NOW);
  for (const record of records) packer.add(record);
  return packer.finish();
}

const original = () => {
  throw new Error("left to kafkajs");
};
const codec = {
  compress: (encoder: { buffer: Buffer }) => Buffer.from(encoder.buffer.map((byte) => byte ^ 0x55)),
  decompress: (bytes: Buffer) => bytes,
};
const encode = createProduceRequest({
  original: () => ({ apiKey: 0, apiVersion: 7, apiName: "Produce", expectResponse: () => true, encode: original }),
  lookupCodec: () => codec,
  crc32c: nativeCrc32c()!,
});

test("a request of packed records has the bytes of one of messages, in place, copied and compressed", async () => {
  const random = new Random(4);
  const pool = new BufferPool(100_000);
  for (let round = 0; round < 200; round += 1) {
    const records = randomRecords(random);
    const messages = records.map((record) => ({ ...record, timestamp: NOW }));
    const whole = packed(records, pool);
    const args = {
      acks: -1,
      timeout: 10_000,
      transactionalId: round % 3 === 0 ? "group.topic.4" : null,
      producerId: "77",
      producerEpoch: 3,
    };
    const request = async (given: unknown, compression: number): Promise<Buffer> => {
      const partitions = [{ partition: 4, firstSequence: 1_234, messages: given as [] }];
      return (await encode({ ...args, compression, topicData: [{ topic: "processed", partitions }] }).encode()).buf;
    };
    const expected = await request(messages, 0);
    assert.deepEqual(await request(whole, 0), expected, "in place");
    assert.deepEqual(await request(whole, 0), expected, "copied, as it was sent before");
    assert.deepEqual(await request(whole, 2), await request(messages, 2), "compressed");
    pool.give(whole.buffer);
  }
});

test("packed records can be made messages again, for kafkajs' own encoder", () => {
  const records = randomRecords(new Random(7));
  const messages = unpack(packed(records, new BufferPool(0, 0)));
  assert.deepEqual(
    messages.map(({ key, value, timestamp, partition }) => ({ key, value, timestamp, partition })),
    records.map(({ key, value }) => ({ key, value, timestamp: String(NOW), partition: 4 })),
  );
  assert.deepEqual(
    messages.map(({ headers }) => String(headers["ключ"] ?? "")),
    records.map(({ headers }) => String(headers?.["ключ"] ?? "")),
  );
});

test("records that kafkajs decoded are columns as well, with their offsets and times", () => {
  const records: InRecord[] = [3n, 4n, 9n, 9_007_199_254_740_000n].map((offset) => ({
    offset: offset > 10n ? 40n : offset,
    timestamp: String(offset),
    key: null,
    value: Buffer.from(`v${offset}`),
    headers: { name: Buffer.from("x") },
  }));
  const columns = columnsOf(records);
  assert.deepEqual([...recordsOf({ columns })], records);
  skipBefore(columns, 9);
  assert.deepEqual([...recordsOf({ columns })], records.slice(2));
  assert.deepEqual(columnsOf([]), []);
});
