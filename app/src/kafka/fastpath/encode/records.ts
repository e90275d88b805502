/** Writes the records of a batch (magic 2) one after the other, straight to where they stay. */
import { sizeOfVarInt, sizeOfVarLong, VAR_LONG_LIMIT, writeVarInt, writeVarLong } from "../varint.ts";
import { HeaderWriter } from "./headers.ts";
import type { Sink } from "./sink.ts";
import { utf8Length, writeUtf8 } from "./text.ts";

/** A message as given to kafkajs. */
export interface Message {
  key?: unknown;
  value?: unknown;
  timestamp?: unknown;
  headers?: unknown;
}

/** What lies around key, value and headers in a usual record: length, attributes, timestamp, offset, lengths, header count. */
const AROUND = 16;

const headerWriter = new HeaderWriter();

/** Bytes of a key or value, -1 for none, undefined for what kafkajs must judge. */
function sizeOf(value: unknown): number | undefined {
  if (value === null || value === undefined) return -1;
  if (typeof value === "string") return utf8Length(value);
  return Buffer.isBuffer(value) ? value.length : undefined;
}

function writeBytes(buffer: Buffer, position: number, value: unknown, bytes: number): number {
  const at = writeVarInt(buffer, position, bytes);
  if (bytes <= 0) return at;
  if (typeof value === "string") return writeUtf8(buffer, at, value, bytes);
  buffer.set(value as Buffer, at);
  return at + bytes;
}

/**
 * @param now the timestamp of messages that have none, milliseconds
 * @param first the batch's first timestamp
 * @returns false when a message holds something that kafkajs must judge; the sink is then of no use
 */
export function writeRecords(sink: Sink, messages: readonly Message[], now: number, first: number): boolean {
  headerWriter.reset();
  for (let index = 0; index < messages.length; index += 1) {
    const { key, value, timestamp, headers } = messages[index]!;
    const delta = timestamp === undefined || timestamp === null ? now - first : Number(timestamp || now) - first;
    if (!(delta > -VAR_LONG_LIMIT && delta < VAR_LONG_LIMIT) || !Number.isInteger(delta)) return false;
    const keyBytes = sizeOf(key);
    const valueBytes = sizeOf(value);
    if (keyBytes === undefined || valueBytes === undefined) return false;
    let headerBytes = 1;
    if (headers !== undefined) {
      if (typeof headers !== "object" || headers === null) return false;
      if (!headerWriter.write(headers as Record<string, unknown>)) return false;
      headerBytes = headerWriter.size;
    }
    const body =
      1 +
      sizeOfVarLong(delta) +
      sizeOfVarInt(index) +
      sizeOfVarInt(keyBytes) +
      (keyBytes > 0 ? keyBytes : 0) +
      sizeOfVarInt(valueBytes) +
      (valueBytes > 0 ? valueBytes : 0) +
      headerBytes;
    const buffer = sink.reserve(body + 5);
    let at = writeVarInt(buffer, sink.position, body);
    buffer[at++] = 0;
    at = writeVarLong(buffer, at, delta);
    at = writeVarInt(buffer, at, index);
    at = writeBytes(buffer, at, key, keyBytes);
    at = writeBytes(buffer, at, value, valueBytes);
    if (headerBytes === 1) buffer[at++] = 0;
    else at += headerWriter.buffer.copy(buffer, at, 0, headerBytes);
    sink.position = at;
  }
  return true;
}

/** Bytes that the records may take; too few only costs a copy. */
export function estimateRecords(messages: readonly Message[]): number {
  let bytes = 0;
  for (let index = 0; index < messages.length; index += 1) {
    const { key, value } = messages[index]!;
    bytes += AROUND + lengthOf(key) + lengthOf(value);
  }
  const sample = messages[0]?.headers;
  if (typeof sample === "object" && sample !== null) {
    let each = 0;
    for (const [name, value] of Object.entries(sample)) each += name.length + lengthOf(value) + 4;
    bytes += each * messages.length;
  }
  return bytes;
}

function lengthOf(value: unknown): number {
  return typeof value === "string" || Buffer.isBuffer(value) ? value.length : 0;
}
