/** Each bad event is refused for the reason that is written beside it, with a registry and without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { avroSchemaText } from "../../../app/src/codec/avro.ts";
import { Codec, type CodecOptions } from "../../../app/src/codec/codec.ts";
import { KNOWN_SCHEMA } from "./bad-events.ts";
import { badRecords } from "./bad-records.ts";

const formats = ["json", "json-schema", "avro"] as const;
const registry: NonNullable<CodecOptions["registry"]> = {
  byId: async (id) => (id === KNOWN_SCHEMA ? { type: "AVRO", schema: avroSchemaText } : undefined),
};

async function reasonsOf(codec: Codec): Promise<Map<string, string | undefined>> {
  const records = badRecords.map(({ kind, value = null }) => ({ kind, value }));
  await codec.prepare(records);
  return new Map(records.map(({ kind, value }) => [kind, codec.decode(value).rejection?.code]));
}

test("with a registry", async () => {
  const expected = new Map(badRecords.map(({ kind, reason }) => [kind, reason]));
  assert.deepEqual(await reasonsOf(new Codec({ formats, registry })), expected);
});

test("without a registry", async () => {
  const expected = new Map(badRecords.map(({ kind, reason, withoutRegistry }) => [kind, withoutRegistry ?? reason]));
  assert.deepEqual(await reasonsOf(new Codec({ formats })), expected);
});
