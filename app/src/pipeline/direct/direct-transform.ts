/**
 * The transform of pipeline/transform.ts for the usual record, from bytes to bytes: what is valid for certain is copied and spliced
 * into the processed record, and nothing is made for it. It writes, byte for byte, what transform() gives; a test holds it to that.
 */
import { writeVarInt } from "../../kafka/fastpath/varint.ts";
import type { RecordPacker } from "../../kafka/packed/packer.ts";
import type { RecordColumns } from "../../kafka/port.ts";
import { HEADER } from "../../record/headers.ts";
import { type LoginEvent, SCHEMA_VERSION } from "../../record/login-event.ts";
import { TRACE_PARENT_LENGTH } from "../../record/trace-parent.ts";
import { maskIp } from "../mask-ip.ts";
import type { Origin } from "../transform.ts";
import { writeDecimal, writeIsoTime } from "./iso-time.ts";
import { EventScan, FIELD } from "./scan-event.ts";
import { HeaderScan } from "./scan-headers.ts";

const ascii = (text: string): Buffer => Buffer.from(text, "latin1");
const piece = {
  eventId: ascii('{"event_id":"'),
  eventTime: ascii('","event_time":"'),
  /** The last quote of the time, and the comma. */
  afterTime: ascii('",'),
  userId: ascii('","user_id":'),
  appVersion: ascii(',"app_version":'),
  deviceType: ascii(',"device_type":'),
  maskedIp: ascii(',"masked_ip":"'),
  locale: ascii('","locale":'),
  deviceId: ascii(',"device_id":'),
  timestamp: ascii(',"timestamp":'),
  afterIp: ascii('"'),
  null: ascii("null"),
};
/** `"user_id":"`, which begins so far before its value. */
const USER_ID_NAME = 11;
/** What all processed records have first: the version, and the name of the id. */
const fixedHeaders = Buffer.concat([
  ...[HEADER.schemaVersion, SCHEMA_VERSION, HEADER.eventId].flatMap((text) => [
    Buffer.from([text.length * 2]),
    ascii(text),
  ]),
]);
/** Digits of an offset at most. */
const OFFSET_DIGITS = 16;
/** What processing adds to the bytes of a value and its headers at most, but for the id. */
const ADDED = 512;

export class DirectTransform {
  readonly #scan = new EventScan();
  readonly #headers = new HeaderScan();
  readonly #idPrefix: Buffer;
  readonly #id: Buffer;
  #idLength = 0;

  constructor({ topic, partition }: Origin) {
    this.#idPrefix = ascii(`${topic}-${partition}-`);
    this.#id = Buffer.alloc(this.#idPrefix.length + OFFSET_DIGITS);
    this.#idPrefix.copy(this.#id);
  }

  /** Looks at a record. True: write() and event() may be called for it. */
  accepts(columns: RecordColumns, index: number): boolean {
    const { bytes } = columns;
    return (
      this.#headers.scan(bytes, columns.headersStart(index)) &&
      this.#scan.scan(bytes, columns.valueStart(index), columns.valueLength(index))
    );
  }

  /** Bytes that the processed record of an accepted one takes at most. */
  room(columns: RecordColumns, index: number): number {
    return columns.keyLength(index) + columns.valueLength(index) + this.#headers.size + 2 * this.#id.length + ADDED;
  }

  /** The event of the accepted record. */
  event(): LoginEvent {
    return this.#scan.event();
  }

  /** Whether the accepted record may be part of a trace that is recorded. */
  mayBeTraced({ bytes }: RecordColumns): boolean {
    return this.#headers.mayBeTraced(bytes);
  }

  /**
   * Appends the processed record of the accepted one.
   * @param traceParent goes in the place of its own, which is as long. Default: its own, if it has one
   */
  write(packer: RecordPacker, columns: RecordColumns, index: number, traceParent?: string): void {
    packer.begin(columns.bytes, columns.keyStart(index), columns.keyLength(index), this.room(columns, index));
    this.#idLength = writeDecimal(this.#id, this.#idPrefix.length, columns.offset(index));
    packer.position = this.#writeValue(packer.buffer, packer.position);
    packer.endValue();
    packer.position = this.#writeHeaders(packer.buffer, packer.position);
    // It is the last header.
    if (traceParent !== undefined) packer.buffer.write(traceParent, packer.position - TRACE_PARENT_LENGTH, "latin1");
    packer.endRecord();
  }

  #writeValue(buffer: Buffer, position: number): number {
    const { bytes, start, end, compact, seconds } = this.#scan;
    let at = put(buffer, position, piece.eventId);
    at = copy(this.#id, 0, this.#idLength, buffer, at);
    at = put(buffer, at, piece.eventTime);
    at = writeIsoTime(buffer, at, seconds);
    if (compact) {
      // From the name of the first field to the address' name, and from after the address to the timestamp's.
      at = put(buffer, at, piece.afterTime);
      at = copy(bytes, start[FIELD.userId]! - USER_ID_NAME, end[FIELD.deviceType]! + 1, buffer, at);
      at = put(buffer, at, piece.maskedIp);
      at = this.#writeMaskedIp(buffer, at);
      const digits = start[FIELD.timestamp]!;
      const quoted = bytes[digits - 1] === 0x22 ? 1 : 0;
      at = copy(bytes, end[FIELD.ip]!, digits - quoted, buffer, at);
      at = copy(bytes, digits, end[FIELD.timestamp]!, buffer, at);
    } else {
      at = this.#writeField(buffer, at, piece.userId, FIELD.userId);
      at = this.#writeField(buffer, at, piece.appVersion, FIELD.appVersion);
      at = this.#writeField(buffer, at, piece.deviceType, FIELD.deviceType);
      at = put(buffer, at, piece.maskedIp);
      at = this.#writeMaskedIp(buffer, at);
      at = this.#writeField(buffer, at, piece.locale, FIELD.locale);
      at = this.#writeField(buffer, at, piece.deviceId, FIELD.deviceId);
      at = put(buffer, at, piece.timestamp);
      at = copy(bytes, start[FIELD.timestamp]!, end[FIELD.timestamp]!, buffer, at);
    }
    buffer[at] = 0x7d;
    return at + 1;
  }

  #writeField(buffer: Buffer, position: number, name: Buffer, field: number): number {
    const { bytes, start, end } = this.#scan;
    const at = put(buffer, position, name);
    // With the quotes around it.
    return start[field]! < 0
      ? put(buffer, at, piece.null)
      : copy(bytes, start[field]! - 1, end[field]! + 1, buffer, at);
  }

  #writeMaskedIp(buffer: Buffer, position: number): number {
    const { bytes, start, end, isIPv4 } = this.#scan;
    const from = start[FIELD.ip]!;
    let to = end[FIELD.ip]!;
    if (!isIPv4) {
      const masked = maskIp(bytes.toString("latin1", from, to));
      return position + buffer.write(masked, position, "latin1");
    }
    while (bytes[to - 1] !== 0x2e) to -= 1;
    const at = copy(bytes, from, to, buffer, position);
    buffer[at] = 0x30;
    return at + 1;
  }

  #writeHeaders(buffer: Buffer, position: number): number {
    const { start, end, count } = this.#headers;
    let at = writeVarInt(buffer, position, 2 + count);
    at = put(buffer, at, fixedHeaders);
    at = writeVarInt(buffer, at, this.#idLength);
    at = copy(this.#id, 0, this.#idLength, buffer, at);
    if (count === 0) return at;
    for (let index = 0; index < start.length; index += 1)
      if (start[index]! >= 0) at = copy(this.#scan.bytes, start[index]!, end[index]!, buffer, at);
    return at;
  }
}

/** Up to here a loop is faster than a call into native code. */
const SHORT = 40;

function put(buffer: Buffer, position: number, text: Buffer): number {
  const { length } = text;
  for (let index = 0; index < length; index += 1) buffer[position + index] = text[index]!;
  return position + length;
}

function copy(source: Buffer, from: number, to: number, buffer: Buffer, position: number): number {
  if (to - from > SHORT) return position + source.copy(buffer, position, from, to);
  let at = position;
  for (let index = from; index < to; index += 1) buffer[at++] = source[index]!;
  return at;
}
