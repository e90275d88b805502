import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv } from "ajv";
import type { InRecord } from "../../src/kafka/port.ts";
import { transform } from "../../src/pipeline/transform.ts";
import { good } from "../support/events.ts";

const origin = { topic: "login-events", partition: 3 };
const source = (value: Buffer | null, headers: InRecord["headers"] = {}): InRecord => ({
  offset: 42n,
  timestamp: "1700000000123",
  key: Buffer.from("user-1"),
  value,
  headers,
});

test("a good event is enriched: time, id, masked address; the full address is not passed on", () => {
  const event = { ...good(), timestamp: "1700000000", locale: undefined };
  const result = transform(
    origin,
    source(Buffer.from(JSON.stringify(event)), { "correlation-id": Buffer.from("c1"), other: Buffer.from("x") }),
  );
  assert.equal(result.kind, "processed");
  const processed = JSON.parse(String(result.record.value));
  assert.deepEqual(processed, {
    event_id: "login-events-3-42",
    event_time: "2023-11-14T22:13:20.000Z",
    user_id: "user-1",
    app_version: "2.3.0",
    device_type: "android",
    masked_ip: "203.0.113.0",
    locale: null,
    device_id: "device-1",
    timestamp: 1_700_000_000,
  });
  assert.deepEqual(result.record.key, Buffer.from("user-1"));
  assert.deepEqual(result.record.headers, {
    "schema-version": "1",
    "event-id": "login-events-3-42",
    "correlation-id": Buffer.from("c1"),
  });
  const schema = JSON.parse(
    readFileSync(new URL("../../schemas/login-event-processed.v1.json", import.meta.url), "utf8"),
  );
  const ajv = new Ajv({ strict: true, strictTypes: false });
  ajv.addFormat("date-time", (text: string) => new Date(text).toISOString() === text);
  assert.ok(ajv.validate(schema, processed), JSON.stringify(ajv.errors));
});

test("a broken event keeps its bytes, key and headers, and says why and from where", () => {
  const value = Buffer.from([0xff, 0x00, 0x7b]);
  const { kind, record } = transform(origin, source(value, { trace: Buffer.from("t") }));
  assert.equal(kind, "dead-letter");
  assert.equal(record.value, value);
  assert.deepEqual(record.key, Buffer.from("user-1"));
  const { "dead-letter-time": time, ...headers } = record.headers!;
  assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 5_000);
  assert.deepEqual(headers, {
    trace: Buffer.from("t"),
    "dead-letter-reason": "invalid_utf8",
    "dead-letter-detail": "The value is not UTF-8.",
    "dead-letter-schema-version": "1",
    "dead-letter-source-topic": "login-events",
    "dead-letter-source-partition": "3",
    "dead-letter-source-offset": "42",
    "dead-letter-source-timestamp": "1700000000123",
  });
});

test("a value of another schema version is set aside, one without the header counts as version 1", () => {
  const value = Buffer.from(JSON.stringify(good()));
  const result = transform(origin, source(value, { "schema-version": Buffer.from("2") }));
  assert.equal(result.kind === "dead-letter" && result.rejection.code, "unsupported_schema_version");
  assert.equal(transform(origin, source(value)).kind, "processed");
  assert.equal(transform(origin, source(value, { "schema-version": Buffer.from("1") })).kind, "processed");
});
