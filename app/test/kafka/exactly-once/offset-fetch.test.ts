/** Bytes as Kafka's protocol guide lays them out; the real broker is asked in app/test/integration/exactly-once.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, offsetFetch } from "../../../src/kafka/exactly-once/offset-fetch.ts";

test("the request asks for stable offsets of one partition, in the compact form", async () => {
  const { request } = offsetFetch("g", "t".repeat(130), 3) as {
    request: { apiVersion: number; encode(): Promise<{ buffer: Buffer; size(): number }> };
  };
  const { buffer, size } = { ...(await request.encode()), size: (await request.encode()).size() };
  const expected = Buffer.concat([
    Buffer.from([0, 2]), // tags of the header, length of the group + 1
    Buffer.from("g"),
    Buffer.from([2, 0x83, 0x01]), // one topic, 131 as unsigned varint
    Buffer.from("t".repeat(130)),
    Buffer.from([2, 0, 0, 0, 3, 0]), // one partition, its index, tags
    Buffer.from([1, 0]), // require_stable, tags
  ]);
  assert.deepEqual([request.apiVersion, buffer, size], [7, expected, expected.length]);
});

function answer(offset: bigint, partitionError: number, error = 0, tags = [0]): Buffer {
  const at = Buffer.alloc(8);
  at.writeBigInt64BE(offset);
  return Buffer.concat([
    Buffer.from([0, 0, 0, 0, 0, 2, 2]), // tags of the header, throttle time, one topic, length of its name + 1
    Buffer.from("t"),
    Buffer.from([2, 0, 0, 0, 3]), // one partition, its index
    at,
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0]), // leader epoch, metadata null
    Buffer.from([0, partitionError, ...tags]),
    Buffer.from([0, 0, error, 0]), // tags of the topic, error of all, tags
  ]);
}

test("the answer tells an offset, none, or an error of the partition or of all; unknown tags are passed over", () => {
  assert.deepEqual(decode(answer(2n ** 40n, 0)), { offset: 2n ** 40n, errorCode: 0 });
  assert.deepEqual(decode(answer(-1n, 0)), { offset: -1n, errorCode: 0 });
  assert.deepEqual(decode(answer(5n, 88)), { offset: 5n, errorCode: 88 });
  assert.deepEqual(decode(answer(5n, 0, 16)), { offset: -1n, errorCode: 16 });
  assert.deepEqual(decode(answer(5n, 0, 0, [1, 9, 2, 7, 7])), { offset: 5n, errorCode: 0 });
  assert.throws(() => decode(Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0])), /does not name the partition/);
});
