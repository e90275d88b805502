import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedPartition, murmur2, partitionOfKey } from "../../src/kafka/partition.ts";

test("murmur2 gives the numbers of Kafka's own tests (UtilsTest.testMurmur2)", () => {
  const vectors: [string, number][] = [
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ];
  for (const [text, expected] of vectors) assert.equal(murmur2(Buffer.from(text)), expected, text);
});

test("the partition of a key is never negative and below the count", () => {
  for (let index = 0; index < 1_000; index += 1) {
    const partition = partitionOfKey(Buffer.from(`user-${index}`), 6);
    assert.ok(partition >= 0 && partition < 6);
  }
  assert.equal(partitionOfKey(Buffer.from("foobar"), 12), (-790332482 & 0x7fffffff) % 12);
});

test("a derived record stays in its partition while the counts are equal, else goes by key, else by partition", () => {
  const key = Buffer.from("user-1");
  assert.equal(derivedPartition(4, 6, 6, key), 4);
  assert.equal(derivedPartition(4, 6, 12, key), partitionOfKey(key, 12));
  assert.equal(derivedPartition(8, 12, 6, null), 2);
  assert.equal(
    derivedPartition(7, 6, 6, key),
    partitionOfKey(key, 6),
    "the count of the output is not known to have grown yet",
  );
});
