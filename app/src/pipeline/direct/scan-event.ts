/**
 * Finds the fields of a login event in the bytes of its JSON without parsing it, and checks them against the schema
 * (app/schemas/login-event.v1.json) on the way. Says yes only to what is certainly valid: ASCII, no escapes, each field at most
 * once. All else, valid or not, is for the parser (record/validate.ts), which also says what is wrong.
 */
import { isIPv6 } from "node:net";
import { type LoginEvent, MAX_EVENT_BYTES } from "../../record/login-event.ts";

/** The fields in the schema's order, which writers that go through a class or a schema keep. */
export const FIELD = {
  userId: 0,
  appVersion: 1,
  deviceType: 2,
  ip: 3,
  locale: 4,
  deviceId: 5,
  timestamp: 6,
} as const;
const FIELDS = 7;

interface Rule {
  /** The name with its closing quote. */
  name: Buffer;
  least: number;
  most: number;
  nullable: boolean;
  required: boolean;
}
const rule = (name: string, least: number, most: number, required: boolean): Rule => ({
  name: Buffer.from(`${name}"`),
  least,
  most,
  nullable: !required,
  required,
});
const rules: readonly Rule[] = [
  rule("user_id", 1, 256, true),
  rule("app_version", 0, 64, false),
  rule("device_type", 1, 64, true),
  rule("ip", 0, 45, true),
  rule("locale", 0, 64, false),
  rule("device_id", 0, 256, false),
  rule("timestamp", 1, 11, true),
];

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const SPACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const N = 0x6e;
const ZERO = 0x30;

/** 1 for what stands for itself within a JSON string: ASCII without control characters, quote and backslash. */
const plain = new Uint8Array(256).fill(1, SPACE, 0x7f);
plain[QUOTE] = 0;
plain[0x5c] = 0;

export class EventScan {
  bytes: Buffer = Buffer.alloc(0);
  /** Where each field's text begins, without its quote; -1: null or missing. */
  readonly start = new Int32Array(FIELDS);
  readonly end = new Int32Array(FIELDS);
  /** All fields are there in the schema's order, without white space: what lies between them is as we would write it. */
  compact = false;
  /** seconds since 1970 */
  seconds = 0;
  isIPv4 = false;

  /** @returns false when the parser must look at it */
  scan(bytes: Buffer, from: number, length: number): boolean {
    const { start } = this;
    this.bytes = bytes;
    start.fill(-2);
    if (length < 2 || length > MAX_EVENT_BYTES || bytes[from] !== OPEN) return false;
    const stop = from + length;
    let at = from + 1;
    let expected = 0;
    let compact = true;
    while (bytes[at] === SPACE) at += 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return false;
      at += 1;
      let field = expected;
      if (field === FIELDS || !isName(bytes, at, rules[field]!.name)) {
        compact = false;
        field = 0;
        while (field < FIELDS && !isName(bytes, at, rules[field]!.name)) field += 1;
        if (field === FIELDS) return false;
      }
      if (start[field] !== -2) return false;
      at += rules[field]!.name.length;
      expected = field + 1;
      if (bytes[at] === SPACE) {
        compact = false;
        while (bytes[at] === SPACE) at += 1;
      }
      if (bytes[at] !== COLON) return false;
      at += 1;
      if (bytes[at] === SPACE) {
        compact = false;
        while (bytes[at] === SPACE) at += 1;
      }
      at = this.#value(field, at);
      if (at < 0 || at >= stop) return false;
      if (bytes[at] === SPACE) {
        compact = false;
        while (bytes[at] === SPACE) at += 1;
      }
      if (bytes[at] === CLOSE) break;
      if (bytes[at] !== COMMA) return false;
      at += 1;
      if (bytes[at] === SPACE) {
        compact = false;
        while (bytes[at] === SPACE) at += 1;
      }
    }
    at += 1;
    while (at < stop && bytes[at] === SPACE) at += 1;
    if (at !== stop) return false;
    for (let field = 0; field < FIELDS; field += 1) {
      if (start[field] !== -2) continue;
      if (rules[field]!.required) return false;
      start[field] = -1;
      compact = false;
    }
    this.compact = compact;
    return this.#isAddress();
  }

  /** The event as an object. */
  event(): LoginEvent {
    return {
      user_id: this.text(FIELD.userId)!,
      app_version: this.text(FIELD.appVersion),
      device_type: this.text(FIELD.deviceType)!,
      ip: this.text(FIELD.ip)!,
      locale: this.text(FIELD.locale),
      device_id: this.text(FIELD.deviceId),
      timestamp: this.seconds,
    };
  }

  /** null when the field is null or missing */
  text(field: number): string | null {
    const start = this.start[field]!;
    return start < 0 ? null : this.bytes.toString("latin1", start, this.end[field]!);
  }

  /** @returns the position after the value, -1 when the parser must look at it */
  #value(field: number, from: number): number {
    const { bytes } = this;
    const { least, most, nullable } = rules[field]!;
    const first = bytes[from];
    if (first === QUOTE) {
      let at = from + 1;
      if (field === FIELD.timestamp) {
        at = this.#digits(at);
        if (at < 0 || bytes[at] !== QUOTE) return -1;
      } else {
        while (plain[bytes[at]!] === 1) at += 1;
        if (bytes[at] !== QUOTE || at - from - 1 < least || at - from - 1 > most) return -1;
        this.start[field] = from + 1;
        this.end[field] = at;
      }
      return at + 1;
    }
    if (field === FIELD.timestamp) return this.#digits(from);
    const isNull = first === N && bytes[from + 1] === 0x75 && bytes[from + 2] === 0x6c && bytes[from + 3] === 0x6c;
    if (!nullable || !isNull) return -1;
    this.start[field] = -1;
    return from + 4;
  }

  /** Whole seconds, at most 11 digits, none of them a leading zero. */
  #digits(from: number): number {
    const { bytes } = this;
    let at = from;
    let seconds = 0;
    for (; at < from + 11; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      seconds = seconds * 10 + digit;
    }
    if (at === from || (bytes[from] === ZERO && at > from + 1)) return -1;
    const next = bytes[at]! - ZERO;
    if (next >= 0 && next <= 9) return -1;
    this.start[FIELD.timestamp] = from;
    this.end[FIELD.timestamp] = at;
    this.seconds = seconds;
    return at;
  }

  #isAddress(): boolean {
    const from = this.start[FIELD.ip]!;
    const to = this.end[FIELD.ip]!;
    this.isIPv4 = isIPv4(this.bytes, from, to);
    if (this.isIPv4) return true;
    const text = this.bytes.toString("latin1", from, to);
    return isIPv6(text) && !text.includes("%");
  }
}

function isName(bytes: Buffer, from: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index += 1) if (bytes[from + index] !== name[index]) return false;
  return true;
}

/** Four numbers up to 255 without leading zeros. */
function isIPv4(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  for (let part = 0; part < 4; part += 1) {
    if (part > 0) {
      if (bytes[at] !== 0x2e) return false;
      at += 1;
    }
    const first = at;
    let value = 0;
    while (at < to && bytes[at]! >= ZERO && bytes[at]! <= 0x39) value = value * 10 + bytes[at++]! - ZERO;
    if (at === first || at - first > 3 || value > 255 || (bytes[first] === ZERO && at > first + 1)) return false;
  }
  return at === to;
}
