/** Values that no processor may take for an event, each with the reason that its dead letter must tell. */
import { good } from "../../../app/test/support/events.ts";

export interface BadEvent {
  kind: string;
  reason: string;
  /** Undefined: a tombstone. */
  value: Buffer | undefined;
}

/** Where there is a registry, it has the schema of login events by this id: the first that it gives. */
export const KNOWN_SCHEMA = 1;

export interface FramedEvent extends BadEvent {
  /** The reason where no registry is, and so no wire format. */
  withoutRegistry: string;
}

const text = JSON.stringify(good());
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const having = (fields: Record<string, unknown>): Buffer => bytes({ ...good(), ...fields });
/** The good event with this text before its last brace. */
const ending = (end: string | Buffer): Buffer => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(end)]);
/** Confluent's wire format: magic byte 0, a schema id, the payload. */
function framed(id: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, payload]);
}

export const badEvents: readonly BadEvent[] = [
  ["tombstone", "empty", undefined],
  ["empty value", "empty", Buffer.alloc(0)],
  ["one byte above the limit", "too_large", Buffer.alloc(65_537, 0x20)],
  ["900 KB of JSON", "too_large", having({ app_version: "9".repeat(900_000) })],
  ["byte 0xff", "invalid_utf8", Buffer.from([0xff])],
  ["broken UTF-8 in an object", "invalid_utf8", ending(Buffer.from([0x2c, 0xff, 0xfe, 0x7d]))],
  ["cut UTF-8 sequence", "invalid_utf8", Buffer.from([0x22, 0xe2, 0x82, 0x22])],
  ["overlong UTF-8", "invalid_utf8", Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ["surrogate in UTF-8", "invalid_utf8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ["UTF-16", "invalid_utf8", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
  ["byte order mark", "invalid_json", Buffer.from(`\ufeff${text}`)],
  ["cut JSON", "invalid_json", Buffer.from(text.slice(0, -7))],
  ["two objects", "invalid_json", Buffer.from(text + text)],
  ["trailing comma", "invalid_json", ending(",}")],
  ["single quotes", "invalid_json", Buffer.from(text.replaceAll('"', "'"))],
  ["NaN", "invalid_json", Buffer.from(text.replace("1700000000", "NaN"))],
  ["hexadecimal number", "invalid_json", Buffer.from(text.replace("1700000000", "0x65"))],
  ["leading zero", "invalid_json", Buffer.from(text.replace("1700000000", "01700000000"))],
  ["raw control character", "invalid_json", Buffer.from(text.replace("android", "and\nroid"))],
  ["comment", "invalid_json", Buffer.from(`${text}// end`)],
  ["60,000 open brackets", "invalid_json", Buffer.from("[".repeat(60_000))],
  ["white space only", "invalid_json", Buffer.from("  \n\t ")],
  ["plain text", "invalid_json", Buffer.from("login failed")],
  ["XML", "invalid_json", Buffer.from("<login/>")],
  ["30,000 arrays in one another", "not_an_object", Buffer.from("[".repeat(30_000) + "]".repeat(30_000))],
  ["array", "not_an_object", bytes([good()])],
  ["string", "not_an_object", bytes("text")],
  ["number", "not_an_object", bytes(7)],
  ["null", "not_an_object", bytes(null)],
  ["true", "not_an_object", bytes(true)],
  ["empty object", "missing_field", bytes({})],
  ["no user_id", "missing_field", having({ user_id: undefined })],
  ["no device_type", "missing_field", having({ device_type: undefined })],
  ["no ip", "missing_field", having({ ip: undefined })],
  ["no timestamp", "missing_field", having({ timestamp: undefined })],
  ["key __proto__", "unknown_field", ending(',"__proto__":{"admin":true}}')],
  ["key constructor", "unknown_field", ending(',"constructor":{"prototype":{}}}')],
  ["key toString", "unknown_field", ending(',"toString":1}')],
  ["misspelled field", "unknown_field", having({ userid: "1" })],
  ["user_id is a number", "wrong_type", having({ user_id: 7 })],
  ["user_id is null", "wrong_type", having({ user_id: null })],
  ["device_type is an array", "wrong_type", having({ device_type: ["android"] })],
  ["app_version is a number", "wrong_type", having({ app_version: 2 })],
  ["locale is an object", "wrong_type", having({ locale: {} })],
  ["device_id is true", "wrong_type", having({ device_id: true })],
  ["ip is a number", "wrong_type", having({ ip: 1 })],
  ["ip is a name", "invalid_value", having({ ip: "localhost" })],
  ["ip above 255", "invalid_value", having({ ip: "256.1.1.1" })],
  ["ip with a zone", "invalid_value", having({ ip: "fe80::1%eth0" })],
  ["timestamp in milliseconds", "invalid_value", having({ timestamp: 1_700_000_000_000 })],
  ["timestamp below zero", "invalid_value", having({ timestamp: -1 })],
  ["timestamp with a fraction", "invalid_value", having({ timestamp: 1.5 })],
  ["timestamp in words", "invalid_value", having({ timestamp: "yesterday" })],
  ["timestamp is null", "invalid_value", having({ timestamp: null })],
  ["user_id is empty", "invalid_value", having({ user_id: "" })],
  ["user_id of 10,000 letters", "invalid_value", having({ user_id: "u".repeat(10_000) })],
].map(([kind, reason, value]) => ({ kind, reason, value }) as BadEvent);

/** In wire format. */
export const framedEvents: readonly FramedEvent[] = [
  ["unknown schema id", "unknown_schema_id", "invalid_utf8", framed(0x7fffffff, Buffer.from(text))],
  ["truncated Avro", "truncated_value", "invalid_json", framed(KNOWN_SCHEMA, Buffer.from([0x0a, 0x75]))],
  ["wire format without a payload", "truncated_value", "invalid_json", framed(KNOWN_SCHEMA, Buffer.alloc(0))],
  ["magic byte alone", "truncated_value", "invalid_json", Buffer.from([0])],
  ["cut schema id", "truncated_value", "invalid_json", Buffer.from([0, 0, 0])],
].map(([kind, reason, withoutRegistry, value]) => ({ kind, reason, withoutRegistry, value }) as FramedEvent);
