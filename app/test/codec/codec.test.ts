/** Values in every format, good and broken ones; what is asked of the registry, and when. */
import assert from "node:assert/strict";
import { test } from "node:test";
import avro from "avsc";
import { avroSchemaText, toAvro } from "../../src/codec/avro.ts";
import { Codec, type CodecOptions } from "../../src/codec/codec.ts";
import { jsonSchemaText } from "../../src/codec/json-schema.ts";
import { type Registered, RegistryUnavailableError } from "../../src/codec/registry-client.ts";
import { frame } from "../../src/codec/wire.ts";
import { NotNowError } from "../../src/kafka/port.ts";
import { good } from "../support/events.ts";

const event = good("user-1");
const json = Buffer.from(JSON.stringify(event));
const own: Registered = { type: "AVRO", schema: avroSchemaText };

/** A codec whose registry has these schemas, by id from 1; `asked` counts the questions. */
function codecOf(schemas: Registered[], options: Partial<CodecOptions> = {}) {
  const asked: number[] = [];
  const registry = {
    byId: (id: number) => {
      asked.push(id);
      return Promise.resolve(schemas[id - 1]);
    },
  };
  return { asked, codec: new Codec({ registry, formats: ["json", "json-schema", "avro"], ...options }) };
}

async function decode(codec: Codec, value: Buffer | null) {
  await codec.prepare([{ value }]);
  return codec.decode(value);
}
async function codeOf(codec: Codec, value: Buffer | null) {
  return (await decode(codec, value)).rejection?.code;
}

test("plain JSON, JSON in wire format and Avro give the same event", async () => {
  const { codec, asked } = codecOf([own, { type: "JSON", schema: jsonSchemaText }]);
  assert.deepEqual((await decode(codec, json)).event, event);
  assert.deepEqual((await decode(codec, frame(2, json))).event, event);
  const { event: found } = await decode(codec, frame(1, toAvro(event)));
  assert.deepEqual({ ...found }, { app_version: null, locale: null, device_id: null, ...event });
  assert.deepEqual(asked, [2, 1]);
});

test("once its schema is known a batch is not waited for, and nobody is asked", async () => {
  const { codec, asked } = codecOf([own]);
  const records = [{ value: frame(1, toAvro(event)) }, { value: json }, { value: null }];
  assert.ok(codec.prepare(records) instanceof Promise);
  await codec.prepare(records);
  assert.equal(codec.prepare(records), undefined);
  assert.equal(new Set(asked).size, 1);
});

test("digits as the time, and missing fields, are what they are in JSON", async () => {
  const { codec } = codecOf([own]);
  const { app_version: _, ...rest } = event as unknown as Record<string, unknown>;
  const sparse = { ...rest, timestamp: "1700000000" } as unknown as typeof event;
  const { event: found } = await decode(codec, frame(1, toAvro(sparse)));
  assert.deepEqual([found?.timestamp, found?.app_version], ["1700000000", null]);
});

test("an older and a newer writer's Avro is resolved to the login event", async () => {
  const string = "string";
  const fields = [
    { name: "extra", type: { type: "array", items: "int" } },
    { name: "timestamp", type: "int" },
    { name: "user_id", type: string },
    { name: "ip", type: string },
    { name: "device_type", type: string },
  ];
  const writer = { type: "record", name: "LoginEvent", namespace: "somewhere.else", fields };
  const { codec } = codecOf([{ type: "AVRO", schema: JSON.stringify(writer) }]);
  const payload = avro.Type.forSchema(writer as avro.Schema).toBuffer({
    ...event,
    extra: [1, 2],
    timestamp: 1_700_000_000,
  });
  const { event: found } = await decode(codec, frame(1, payload));
  assert.deepEqual([found?.user_id, found?.timestamp, found?.device_id], [event.user_id, 1_700_000_000, null]);
});

test("broken values are refused with a reason, and none throws", async () => {
  const other = JSON.stringify({ type: "record", name: "Other", fields: [{ name: "a", type: "int" }] });
  const narrow = JSON.stringify({ type: "object", properties: { device_type: { const: "fridge" } } });
  const { codec } = codecOf([
    own,
    { type: "JSON", schema: jsonSchemaText },
    { type: "AVRO", schema: other },
    { type: "AVRO", schema: "{ no schema" },
    { type: "JSON", schema: narrow },
    { type: "PROTOBUF", schema: 'syntax = "proto3";' },
  ]);
  const bytes = toAvro(event);
  const cases: [Buffer | null, string][] = [
    [null, "empty"],
    [Buffer.alloc(0), "empty"],
    [Buffer.from([0]), "truncated_value"],
    [Buffer.from([0, 0, 0, 1]), "truncated_value"],
    [frame(1, Buffer.alloc(0)), "truncated_value"],
    [frame(1, bytes.subarray(0, -1)), "truncated_value"],
    [frame(1, Buffer.concat([bytes, Buffer.from([0])])), "invalid_avro"],
    [frame(1, Buffer.from([2, 97, 10, 0])), "invalid_avro"],
    [frame(1, Buffer.alloc(40, 0xff)), "truncated_value"],
    [frame(1, toAvro({ ...event, ip: "nowhere" })), "invalid_value"],
    [frame(1, toAvro({ ...event, user_id: "" })), "invalid_value"],
    [frame(2, json.subarray(1)), "invalid_json"],
    [frame(2, Buffer.from("{}")), "missing_field"],
    [frame(3, Buffer.from([2])), "incompatible_schema"],
    [frame(4, Buffer.from([2])), "incompatible_schema"],
    [frame(5, json), "schema_mismatch"],
    [frame(6, json), "unsupported_format"],
    [frame(0xffff_ffff, json), "unknown_schema_id"],
  ];
  for (const [value, code] of cases) assert.equal(await codeOf(codec, value), code, value?.toString("hex"));
  // Every way to cut a value off, and every byte changed: refused or read, never thrown.
  for (let length = 0; length < bytes.length; length += 1)
    assert.equal(await codeOf(codec, frame(1, bytes.subarray(0, length))), "truncated_value");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at]! ^ 0xff;
    await decode(codec, frame(1, changed));
  }
});

test("formats that are not asked for are refused; without a registry wire format is broken JSON", async () => {
  const { codec } = codecOf([own, { type: "JSON", schema: jsonSchemaText }], { formats: ["avro"] });
  assert.equal(await codeOf(codec, json), "unsupported_format");
  assert.equal(await codeOf(codec, frame(2, json)), "unsupported_format");
  assert.equal(await codeOf(codec, frame(1, toAvro(event))), undefined);
  const plain = new Codec({ formats: ["json", "avro"] });
  assert.equal(await codeOf(plain, json), undefined);
  assert.equal(await codeOf(plain, frame(1, toAvro(event))), "invalid_utf8");
});

test("an id that is not there is asked for again after half a minute", async () => {
  let now = 0;
  const schemas: Registered[] = [];
  const { codec, asked } = codecOf(schemas, { now: () => now });
  const value = frame(1, toAvro(event));
  assert.equal(await codeOf(codec, value), "unknown_schema_id");
  assert.equal(await codeOf(codec, value), "unknown_schema_id");
  assert.equal(asked.length, 1);
  schemas.push(own);
  now = 30_001;
  assert.equal(await codeOf(codec, value), undefined);
});

test("a registry that is down is no reason to refuse: the batch waits", async () => {
  const registry = { byId: () => Promise.reject(new RegistryUnavailableError("it is down", 500)) };
  const { codec } = codecOf([], { registry });
  const waits = codec.prepare([{ value: frame(1, toAvro(event)) }]);
  await assert.rejects(waits!, (error: unknown) => error instanceof NotNowError && error.retryInMs === 500);
  assert.equal(codec.prepare([{ value: json }]), undefined);
});
