/** Finds where the parts of each record lie, and that they lie within the batch. */
import { COLUMNS } from "./segment.ts";

export interface RecordIndex {
  columns: Int32Array;
  timestamps: Float64Array;
  wideTimestamps: string[] | undefined;
  attributes: Int8Array | undefined;
}

/** Beyond this a Number is not exact. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * @param bytes records begin at `start` and end with it
 * @param base the batch's first timestamp, added to each record's
 * @returns undefined when a record does not fit
 */
export function indexRecords(bytes: Buffer, start: number, count: number, base: bigint): RecordIndex | undefined {
  const columns = new Int32Array(count * COLUMNS);
  const timestamps = new Float64Array(count);
  const baseNumber = Number(base);
  const end = bytes.length;
  let attributes: Int8Array | undefined;
  let wide = base > BigInt(EXACT) || base < -BigInt(EXACT);
  let at = start;
  let bits = 0;
  let shift = 0;
  let byte = 0;
  for (let index = 0; index < count; index += 1) {
    bits = 0;
    shift = 0;
    do {
      byte = at < end ? bytes[at]! : 0;
      at += 1;
      bits |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    const stop = at + ((bits >>> 1) ^ -(bits & 1));
    // The least record: attributes, two deltas, two lengths, a count of headers.
    if (stop > end || stop < at + 6) return undefined;

    if (bytes[at] !== 0) {
      attributes ??= new Int8Array(count);
      attributes[index] = bytes[at]!;
    }
    at += 1;

    byte = bytes[at]!;
    at += 1;
    let delta = byte & 0x7f;
    for (let scale = 128; byte >= 0x80 && at < stop; scale *= 128) {
      byte = bytes[at]!;
      at += 1;
      delta += (byte & 0x7f) * scale;
    }
    const timestamp = baseNumber + (delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2);
    timestamps[index] = timestamp;
    if (delta > EXACT || timestamp > EXACT || timestamp < -EXACT) wide = true;

    bits = 0;
    shift = 0;
    do {
      byte = at < stop ? bytes[at]! : 0;
      at += 1;
      bits |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    const column = index * COLUMNS;
    columns[column] = (bits >>> 1) ^ -(bits & 1);

    // First the key, then the value.
    for (let part = column + 1; part < column + 5; part += 2) {
      bits = 0;
      shift = 0;
      do {
        byte = at < stop ? bytes[at]! : 0;
        at += 1;
        bits |= (byte & 0x7f) << shift;
        shift += 7;
      } while (byte >= 0x80);
      const length = (bits >>> 1) ^ -(bits & 1);
      columns[part] = at;
      columns[part + 1] = length;
      if (length < -1) return undefined;
      if (length > 0) at += length;
    }
    if (at >= stop) return undefined;
    columns[column + 5] = at;
    at = stop;
  }
  const wideTimestamps = wide ? exactTimestamps(bytes, start, count, base) : undefined;
  // Rounded once, not in each step.
  if (wideTimestamps !== undefined) timestamps.set(wideTimestamps.map(Number));
  return { columns, timestamps, wideTimestamps, attributes };
}

/** The slow way, for timestamps that a Number cannot hold. The records were seen to fit. */
function exactTimestamps(bytes: Buffer, start: number, count: number, base: bigint): string[] {
  const timestamps = new Array<string>(count);
  let at = start;
  for (let index = 0; index < count; index += 1) {
    const [length, body] = varLong(bytes, at);
    timestamps[index] = String(base + varLong(bytes, body + 1)[0]);
    at = body + Number(length);
  }
  return timestamps;
}

function varLong(bytes: Buffer, position: number): [value: bigint, next: number] {
  let bits = 0n;
  let at = position;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++]!;
    bits |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [(bits >> 1n) ^ -(bits & 1n), at];
  }
}
