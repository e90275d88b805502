/** The direct way against the plain one: whenever it takes a record, what it writes is the same, byte for byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../../src/kafka/batch.ts";
import { RecordPacker } from "../../src/kafka/packed/packer.ts";
import { BufferPool } from "../../src/kafka/packed/pool.ts";
import type { Headers } from "../../src/kafka/port.ts";
import { DirectTransform } from "../../src/pipeline/direct/direct-transform.ts";
import { transform } from "../../src/pipeline/transform.ts";
import { Random } from "../kafka/fastpath/support/random.ts";
import { good } from "../support/events.ts";

const origin = { topic: "login-events", partition: 3 };
const pool = new BufferPool(4_096);

/** What both ways make of a record; `direct` is undefined when the direct way leaves it to the other. */
function both(value: Buffer | null, headers: Headers = {}, offset = 17n, key: Buffer | null = Buffer.from("key")) {
  const source = { offset, timestamp: "1790000000000", key, value, headers };
  const [columns] = columnsOf([source]);
  const direct = new DirectTransform(origin);
  const taken = direct.accepts(columns!, 0);
  const fast = new RecordPacker(pool, 3, 0);
  if (taken) direct.write(fast, columns!, 0);
  const plain = transform(origin, source);
  const slow = new RecordPacker(pool, 3, 0);
  slow.add(plain.record);
  return {
    kind: plain.kind,
    direct: taken ? Buffer.from(fast.finish().bytes).toString("latin1") : undefined,
    plain: Buffer.from(slow.finish().bytes).toString("latin1"),
    room: taken ? direct.room(columns!, 0) : 0,
    event: taken ? direct.event() : undefined,
    parsed: plain.kind === "processed" ? plain.event : undefined,
  };
}

const json = (event: object): Buffer => Buffer.from(JSON.stringify(event));

test("the usual event takes the direct way, and comes out the same", () => {
  const cases: [string, Buffer, Headers?][] = [
    ["as it is", json(good())],
    [
      "without what may be missing",
      json({ ...good(), app_version: undefined, locale: undefined, device_id: undefined }),
    ],
    ["nulls", json({ ...good(), app_version: null, locale: null, device_id: null })],
    ["empty texts", json({ ...good(), app_version: "", locale: "", device_id: "" })],
    ["another order", json(Object.fromEntries(Object.entries(good()).reverse()))],
    ["digits as text", json({ ...good(), timestamp: "1790000000" })],
    ["zero", json({ ...good(), timestamp: 0 })],
    ["the last second", json({ ...good(), timestamp: 99_999_999_999 })],
    ["IPv6", json({ ...good(), ip: "2001:db8:17::4:1" })],
    ["IPv4 as IPv6", json({ ...good(), ip: "::ffff:198.51.100.7" })],
    ["blanks", Buffer.from(JSON.stringify(good(), null, 1).replaceAll("\n", " "))],
    ["blanks before colons", Buffer.from(JSON.stringify(good()).replaceAll(":", " :").replaceAll(" :db8", ":db8"))],
    [
      "longest texts",
      json({ ...good(), user_id: "u".repeat(256), device_id: "d".repeat(256), locale: "l".repeat(64) }),
    ],
    [
      "headers",
      json(good()),
      { "correlation-id": "c-1", "idempotency-key": "k", "idempotency-line": "12", other: "x" },
    ],
    [
      "headers in another order",
      json(good()),
      { "idempotency-line": "12", "schema-version": "1", "correlation-id": "" },
    ],
    [
      "a trace, before other headers",
      json(good()),
      { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, "correlation-id": "c-1" },
    ],
    ["what is no trace", json(good()), { traceparent: "x" }],
    ["long headers", json(good()), { "correlation-id": "c".repeat(200), other: "x".repeat(10_000) }],
  ];
  for (const [name, value, headers] of cases) {
    const { kind, direct, plain, room, event, parsed } = both(value, headers);
    assert.equal(kind, "processed", name);
    assert.equal(direct, plain, name);
    assert.ok(plain.length <= room, name);
    const { timestamp, ...rest } = event!;
    const { timestamp: parsedTimestamp, ...parsedRest } = parsed!;
    assert.equal(timestamp, Number(parsedTimestamp), name);
    assert.deepEqual(rest, { app_version: null, locale: null, device_id: null, ...parsedRest }, name);
  }
});

test("large offsets, and keys of any length or none", () => {
  for (const offset of [0n, 9n, 10n, 2_147_483_646n, 2_147_483_647n, 2_147_483_648n, 9_007_199_254_740_991n])
    for (const key of [null, Buffer.alloc(0), Buffer.alloc(10, 1), Buffer.alloc(9_000, 2)]) {
      const { direct, plain } = both(json(good()), {}, offset, key);
      assert.equal(direct, plain, `${offset} ${key?.length}`);
    }
});

test("what is not certainly valid is left to the parser", () => {
  const text = JSON.stringify(good());
  const cases: [string, Buffer | null, Headers?][] = [
    ["no value", null],
    ["empty", Buffer.alloc(0)],
    ["cut off", Buffer.from(text.slice(0, -1))],
    ["more after it", Buffer.from(`${text}{`)],
    ["a field twice", Buffer.from(text.replace("{", '{"user_id":"x",'))],
    ["a field too many", json({ ...good(), more: 1 })],
    ["a field too few", json({ ...good(), ip: undefined })],
    ["escapes", json({ ...good(), user_id: 'a"b' })],
    ["not ASCII", json({ ...good(), user_id: "zoë" })],
    ["a line feed", Buffer.from(text.replace(",", ",\n"))],
    ["a number for text", json({ ...good(), locale: 3 })],
    ["null for what is required", json({ ...good(), user_id: null })],
    ["an empty user", json({ ...good(), user_id: "" })],
    ["a long text", json({ ...good(), locale: "l".repeat(65) })],
    ["a leading zero", json({ ...good(), timestamp: "0179" })],
    ["a fraction", json({ ...good(), timestamp: 1.5 })],
    ["an exponent", Buffer.from(text.replace(/"timestamp":\d+/, '"timestamp":1e9'))],
    ["below zero", json({ ...good(), timestamp: -1 })],
    ["milliseconds", json({ ...good(), timestamp: 1_790_000_000_000 })],
    ["no address", json({ ...good(), ip: "198.51.100" })],
    ["a zone", json({ ...good(), ip: "fe80::1%eth0" })],
    ["a zero before", json({ ...good(), ip: "198.051.100.7" })],
    ["256", json({ ...good(), ip: "198.51.100.256" })],
    ["five parts", json({ ...good(), ip: "1.2.3.4.5" })],
    ["an array", Buffer.from(`[${text}]`)],
    ["a trailing comma", Buffer.from(text.replace("}", ",}"))],
    ["an empty object", Buffer.from("{}")],
    ["another version", json(good()), { "schema-version": "2" }],
    ["a header twice", json(good()), { "correlation-id": ["a", "b"] }],
    ["two traces", json(good()), { traceparent: ["a", "b"] }],
  ];
  for (const [name, value, headers] of cases) assert.equal(both(value, headers).direct, undefined, name);
});

test("20,000 events with random damage: never another result", () => {
  const numbers = new Random(20_261_123);
  const random = (below: number): number => numbers.below(below);
  const texts = [json(good()), json({ ...good(), ip: "2001:db8::7", timestamp: "1790000000", locale: null })];
  const bytes = Buffer.from('{}[]",:\\ \n\t0019azé\u0000nullip');
  let taken = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const value = Buffer.from(texts[round % texts.length]!);
    let length = value.length;
    for (let changes = random(3); changes > 0; changes -= 1) {
      const at = random(length);
      const kind = random(3);
      if (kind === 0) value[at] = bytes[random(bytes.length)]!;
      else if (kind === 1) value[at] = random(256);
      else {
        value.copyWithin(at, at + 1, length);
        length -= 1;
      }
    }
    const { kind, direct, plain } = both(value.subarray(0, length));
    if (direct === undefined) continue;
    taken += 1;
    assert.equal(kind, "processed", value.toString("latin1"));
    assert.equal(direct, plain, value.toString("latin1"));
  }
  assert.ok(taken > 5_000, `${taken}`);
});
