/** A codec that cannot be used is refused before anything is connected, in one sentence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Codec, codecSchema } from "../../src/connection.ts";
import { ConfigError } from "../../src/errors.ts";
import { codeOf, requireCodec } from "../../src/kafka/compression.ts";
import { installedFolder, KafkaJsModules } from "../../src/kafka/fastpath/modules.ts";
import { wrapProducer } from "../../src/kafka/producer.ts";

const takes = (...compression: Codec[]) => ({ limits: { maxMessageBytes: 1_048_576, compression } });
const all = takes(...codecSchema.options);
const whole = { installed: ["codecs" as const], missingCodecs: [] };

const refused = (
  codec: Codec,
  brokers: ReturnType<typeof takes>,
  fastpath: Parameters<typeof requireCodec>[2],
): string => {
  try {
    requireCodec(codec, brokers, fastpath);
    return "";
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /^[^.]+(connection\.limits\.compression)?[^.]+\.$/, "one sentence");
    return error.message;
  }
};

test("what brokers take and the machine has may be used", () => {
  for (const codec of codecSchema.options) assert.equal(refused(codec, all, whole), "");
  assert.equal(refused("none", takes(), { installed: [], missingCodecs: ["gzip"] }), "", "none is always there");
});

test("a codec that brokers do not take is refused, with those that they take", () => {
  assert.match(refused("zstd", takes("none", "gzip"), whole), /^compression is zstd, .* the brokers take none, gzip; /);
  assert.match(refused("gzip", takes(), whole), /the brokers take none; /);
});

test("a codec whose library does not work here is refused, and so is one that nothing provides", () => {
  assert.match(
    refused("lz4", all, { ...whole, missingCodecs: ["lz4"] }),
    /^compression is lz4, whose library does not work/,
  );
  for (const codec of ["snappy", "lz4", "zstd"] as const)
    assert.match(refused(codec, all, { installed: [], missingCodecs: [] }), /needs the part "codecs" of the fast path/);
  assert.equal(refused("gzip", all, { installed: [], missingCodecs: [] }), "", "kafkajs has it itself");
});

test("the codes are those of kafkajs, and reach it", async () => {
  const { Types } = new KafkaJsModules(installedFolder()).load("protocol/message/compression/index.js");
  assert.deepEqual(codeOf, {
    none: Types.None,
    gzip: Types.GZIP,
    snappy: Types.Snappy,
    lz4: Types.LZ4,
    zstd: Types.ZSTD,
  });
  for (const codec of codecSchema.options) {
    let sent: number | undefined;
    const producer = wrapProducer(
      {
        send: async ({ compression }) => {
          sent = compression;
          return [{ topicName: "t", partition: 0, errorCode: 0 }];
        },
        disconnect: async () => {},
      },
      codec,
    );
    await producer.send("t", 0, [{ key: null, value: null }]);
    assert.equal(sent, codeOf[codec]);
  }
});
