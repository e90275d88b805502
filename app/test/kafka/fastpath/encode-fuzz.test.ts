/** Requests have the same bytes as kafkajs' own. FUZZ_ROUNDS and FUZZ_SEED: how many random requests, from which on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Payload } from "../../../src/kafka/fastpath/encode/payload.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";
import { Random } from "./support/random.ts";
import { atFixedTime, randomRequest } from "./support/requests.ts";

const rounds = Number(process.env["FUZZ_ROUNDS"] ?? 1_000);
const from = Number(process.env["FUZZ_SEED"] ?? 1);
const { original, fast, report } = bothKafkaJs();

async function outcome(work: () => Promise<{ buffer: Buffer }>): Promise<Buffer | string> {
  try {
    return Buffer.from((await work()).buffer);
  } catch (error) {
    return String(error);
  }
}

test(`${rounds} random produce requests, framed, are the same to the byte, errors included`, async () => {
  const versions = [3, 4, 5, 6, 7].map((version) => `protocol/requests/produce/v${version}/request.js`);
  const pairs = versions.map((file) => [original.load(file), fast.load(file)] as const);
  const [frameOriginal, frameFast] = [original.load("protocol/request.js"), fast.load("protocol/request.js")];
  assert.notEqual(frameOriginal, frameFast);
  assert.ok(report.installed.includes("produce-encoding"));
  let bytes = 0;
  let errors = 0;
  let single = 0;
  await atFixedTime(async () => {
    for (let seed = from; seed < from + rounds; seed += 1) {
      const random = new Random(seed ^ 0x55aa);
      const [requestOriginal, requestFast] = random.pick(pairs);
      const frame = {
        correlationId: random.below(2 ** 31),
        clientId: random.pick([null, "", "app", "ключ", "x".repeat(400)]),
      };
      const expected = await outcome(() => frameOriginal({ ...frame, request: requestOriginal(randomRequest(seed)) }));
      const request = requestFast(randomRequest(seed));
      const { encode } = request;
      request.encode = async () => {
        const encoded = await encode();
        if (encoded instanceof Payload) single += 1;
        return encoded;
      };
      const actual = await outcome(() => frameFast({ ...frame, request }));
      if (typeof expected === "string" || typeof actual === "string") {
        assert.equal(String(actual), String(expected), `seed ${seed}`);
        errors += 1;
      } else {
        assert.ok(expected.equals(actual), `seed ${seed}: the bytes differ`);
        bytes += actual.length;
      }
    }
  });
  assert.ok(bytes > rounds * 100 && errors < rounds / 10, `${bytes} bytes, ${errors} errors`);
  assert.ok(single > rounds * 0.8, `only ${single} were encoded in a single pass`);
});

test("other requests get the same frame", async () => {
  const [frameOriginal, frameFast] = [original.load("protocol/request.js"), fast.load("protocol/request.js")];
  const make = (modules: typeof fast) =>
    modules.load("protocol/requests/metadata/v6/request.js")({ topics: ["a", "b"], allowAutoTopicCreation: false });
  for (const clientId of ["client", null, undefined, "é"]) {
    const frame = { correlationId: 7, clientId };
    const expected = await frameOriginal({ ...frame, request: make(original) });
    const actual = await frameFast({ ...frame, request: make(fast) });
    assert.deepEqual(Buffer.from(actual.buffer), Buffer.from(expected.buffer));
    assert.equal(actual.size(), expected.size());
    assert.deepEqual(Buffer.from(actual.buf.subarray(0, actual.offset)), Buffer.from(expected.buffer));
  }
});

test("what kafkajs refuses is refused in the same words", async () => {
  const [requestOriginal, requestFast] = [original, fast].map((modules) =>
    modules.load("protocol/requests/produce/v7/request.js"),
  );
  const odd: object[] = [
    { value: 5 },
    { value: {} },
    { value: "v", key: new Uint8Array([1, 2]) },
    { value: "v", headers: null },
    { value: "v", headers: { a: null } },
    { value: "v", headers: { a: undefined } },
    { value: "v", headers: { a: ["b", null] } },
    { value: "v", timestamp: "yesterday" },
    { value: "v", timestamp: 1.5 },
    { value: "v", timestamp: Number.NaN },
  ];
  for (const message of odd) {
    const args = {
      acks: -1,
      timeout: 1,
      topicData: [{ topic: "t", partitions: [{ partition: 0, messages: [message] }] }],
    };
    await atFixedTime(async () =>
      assert.deepEqual(
        await outcome(() => requestFast(args).encode()),
        await outcome(() => requestOriginal(args).encode()),
        JSON.stringify(message),
      ),
    );
  }
});
