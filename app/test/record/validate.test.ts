import assert from "node:assert/strict";
import { test } from "node:test";
import { checkBytes, type RejectionCode } from "../../src/record/validate.ts";
import { good } from "../support/events.ts";

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

test("good events pass: optional fields null or missing, both forms of timestamp, both kinds of address", () => {
  const { user_id, device_type, ip, timestamp } = good();
  const minimal = { user_id, device_type, ip, timestamp };
  for (const event of [
    good(),
    minimal,
    { ...minimal, app_version: null, locale: null, device_id: null },
    { ...minimal, timestamp: "1700000000" },
    { ...minimal, timestamp: 0 },
    { ...minimal, ip: "2001:db8::1" },
    { ...minimal, ip: "::ffff:10.1.2.3" },
    { ...minimal, user_id: "名前 😀" },
  ]) {
    assert.equal(checkBytes(bytes(event)).rejection, undefined, JSON.stringify(event));
  }
});

test("each kind of broken event has its code, and the detail never holds a value", () => {
  const without = (field: string): unknown => ({ ...good(), [field]: undefined });
  const cases: [RejectionCode, Buffer | null][] = [
    ["empty", null],
    ["empty", Buffer.alloc(0)],
    ["too_large", Buffer.alloc(65_537, 32)],
    ["invalid_utf8", Buffer.from([0x22, 0xff, 0x22])],
    ["invalid_json", Buffer.from("{")],
    ["invalid_json", Buffer.from([0, 0, 0, 0, 1, 0x7b, 0x7d])],
    ["invalid_json", Buffer.from(`${"[".repeat(60_000)}`)],
    ["not_an_object", bytes([good()])],
    ["not_an_object", bytes(null)],
    ["not_an_object", bytes("text")],
    ["missing_field", bytes(without("user_id"))],
    ["missing_field", bytes(without("device_type"))],
    ["missing_field", bytes(without("ip"))],
    ["missing_field", bytes(without("timestamp"))],
    ["unknown_field", bytes({ ...good(), secret: "value-x" })],
    ["unknown_field", Buffer.from(`{"__proto__":{"a":1},${JSON.stringify(good()).slice(1)}`)],
    ["wrong_type", bytes({ ...good(), user_id: null })],
    ["wrong_type", bytes({ ...good(), app_version: 23 })],
    ["invalid_value", bytes({ ...good(), user_id: "" })],
    ["invalid_value", bytes({ ...good(), user_id: "x".repeat(257) })],
    ["invalid_value", bytes({ ...good(), ip: "999.1.2.3" })],
    ["invalid_value", bytes({ ...good(), ip: "fe80::1%eth0" })],
    ["invalid_value", bytes({ ...good(), timestamp: 1_700_000_000_000 })],
    ["invalid_value", bytes({ ...good(), timestamp: 1.5 })],
    ["invalid_value", bytes({ ...good(), timestamp: -1 })],
    ["invalid_value", bytes({ ...good(), timestamp: "soon" })],
    ["invalid_value", bytes({ ...good(), timestamp: null })],
    ["invalid_value", bytes({ ...good(), timestamp: " 1700000000" })],
  ];
  for (const [code, value] of cases) {
    const { rejection } = checkBytes(value);
    assert.equal(rejection?.code, code, String(value?.subarray(0, 100)));
    assert.match(rejection.detail, /\.$/);
    for (const secret of ["999.1.2.3", "value-x", "soon", "fe80"]) assert.ok(!rejection.detail.includes(secret));
  }
  assert.equal(({} as Record<string, unknown>)["a"], undefined, "no prototype was touched");
});
