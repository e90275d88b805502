/** Each codec gives back what it was given, reads what other clients write, and writes the form that the Java client reads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { compressionCodes, registerCodecs } from "../../../src/kafka/fastpath/codecs/index.ts";
import { frame, unframe } from "../../../src/kafka/fastpath/codecs/xerial.ts";
import type { Codec } from "../../../src/kafka/fastpath/encode/batch.ts";
import { Random } from "./support/random.ts";

const codecs: Record<number, () => Codec> = {};
assert.deepEqual(registerCodecs(codecs), []);
const random = new Random(7);
const json = Buffer.from(
  JSON.stringify(Array.from({ length: 9_000 }, (_, id) => ({ id, type: "login", ok: id % 3 === 0 }))),
);
const samples = [Buffer.alloc(0), Buffer.from("a"), random.bytes(70_000), json, Buffer.alloc(5_000_000, "abc")];

for (const [name, code] of Object.entries(compressionCodes)) {
  test(`${name} gives back what it was given`, async () => {
    for (const bytes of samples) {
      const compressed = await codecs[code]!().compress({ buffer: bytes });
      assert.ok(Buffer.isBuffer(compressed));
      assert.ok(bytes.equals(await codecs[code]!().decompress(compressed)), `${bytes.length} bytes`);
    }
    const compressed = await codecs[code]!().compress({ buffer: json });
    assert.ok(compressed.length < json.length / 2, `${compressed.length} of ${json.length}`);
  });

  test(`${name} refuses broken bytes`, async () => {
    const compressed = await codecs[code]!().compress({ buffer: json });
    await assert.rejects(async () => codecs[code]!().decompress(Buffer.from(compressed.subarray(0, 200))));
  });
}

test("lz4 is a frame of independent blocks", async () => {
  const compressed = await codecs[compressionCodes.lz4]!().compress({ buffer: json });
  assert.equal(compressed.readUInt32LE(0), 0x184d2204);
  const VERSION_1 = 0x40;
  const INDEPENDENT_BLOCKS = 0x20;
  assert.equal(compressed[4]! & 0xe0, VERSION_1 | INDEPENDENT_BLOCKS);
});

test("gzip is level 1", async () => {
  const compressed = await codecs[compressionCodes.gzip]!().compress({ buffer: json });
  assert.deepEqual(compressed, zlib.gzipSync(json, { level: 1 }));
});

test("snappy has the framing of Java's library, and is read with and without it, and in several streams", () => {
  const mark = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from("<"), bytes, Buffer.from(">")]);
  const unmark = (bytes: Buffer): Buffer => bytes.subarray(1, -1);
  const bytes = random.bytes(150_000);
  const framed = frame(bytes, mark);
  assert.deepEqual([...framed.subarray(0, 16)], [0x82, ...Buffer.from("SNAPPY"), 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.equal(framed.readInt32BE(16), 65_538);
  assert.ok(unframe(framed, unmark).equals(bytes));
  assert.ok(unframe(Buffer.concat([framed, framed]), unmark).equals(Buffer.concat([bytes, bytes])));
  assert.ok(unframe(mark(bytes), unmark).equals(bytes));
  for (const length of [framed.length - 1, 18, 20]) {
    assert.throws(() => unframe(framed.subarray(0, length), unmark), /Broken snappy framing at byte \d+ of \d+/);
  }
});
