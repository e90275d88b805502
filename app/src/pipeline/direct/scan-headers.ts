/** Finds, among the headers of a source record, those that its processed record carries on, without making objects of them. */
import { HEADER } from "../../record/headers.ts";
import { SCHEMA_VERSION } from "../../record/login-event.ts";
import { carriedHeaders } from "../carried-headers.ts";

const CARRIED = carriedHeaders.length;
const TRACE = carriedHeaders.indexOf(HEADER.traceParent);
/** The one that is only looked at. */
const VERSION = CARRIED;
const names = [...carriedHeaders, HEADER.schemaVersion].map((name) => Buffer.from(name));
/** A digit's code has the digit's last bit; letters come after it. */
const NINE = 0x39;
const version = Buffer.from(SCHEMA_VERSION);

export class HeaderScan {
  /** Where each carried header, with its lengths, lies; -1: it is not there. */
  readonly start = new Int32Array(CARRIED);
  readonly end = new Int32Array(CARRIED);
  count = 0;
  /** Bytes of all carried headers. */
  size = 0;
  #at = 0;

  /**
   * @param from position of the count of headers
   * @returns false when somebody else must look: another version of the schema, a header twice, or without a value
   */
  scan(bytes: Buffer, from: number): boolean {
    this.start.fill(-1);
    this.count = 0;
    this.size = 0;
    if (bytes[from] === 0) return true;
    this.#at = from;
    let seenVersion = false;
    for (let left = this.#varInt(bytes); left > 0; left -= 1) {
      const start = this.#at;
      const nameLength = this.#varInt(bytes);
      const name = this.#at;
      this.#at += nameLength;
      const valueLength = this.#varInt(bytes);
      const value = this.#at;
      if (nameLength < 0 || value > bytes.length) return false;
      const known = which(bytes, name, nameLength);
      if (valueLength > 0) this.#at += valueLength;
      if (known < 0) continue;
      if (valueLength < 0) return false;
      if (known === VERSION) {
        if (seenVersion || !is(bytes, value, valueLength, version)) return false;
        seenVersion = true;
        continue;
      }
      if (this.start[known] !== -1) return false;
      this.start[known] = start;
      this.end[known] = this.#at;
      this.count += 1;
      this.size += this.#at - start;
    }
    return this.#at <= bytes.length;
  }

  /** Whether somebody may record a trace that the scanned record is part of: what is no `traceparent`, or not sampled, only mostly is told apart. */
  mayBeTraced(bytes: Buffer): boolean {
    if (this.start[TRACE]! < 0) return false;
    const flags = bytes[this.end[TRACE]! - 1]!;
    return (flags & 1) === 1 || flags > NINE;
  }

  #varInt(bytes: Buffer): number {
    let bits = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes[this.#at++] ?? 0;
      bits |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    return (bits >>> 1) ^ -(bits & 1);
  }
}

function which(bytes: Buffer, from: number, length: number): number {
  for (let index = 0; index < names.length; index += 1) if (is(bytes, from, length, names[index]!)) return index;
  return -1;
}

function is(bytes: Buffer, from: number, length: number, text: Buffer): boolean {
  if (length !== text.length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[from + index] !== text[index]) return false;
  return true;
}
