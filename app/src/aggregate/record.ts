/**
 * The records of the aggregates' topic: the count of one window, dimension and value in one partition of the input, and how far
 * that partition was counted. Keys are JSON arrays, so that no value can be taken for another key.
 */
import { z } from "zod";
import type { OutRecord } from "../kafka/port.ts";

/** Fields of a login event that are counted by. */
export const dimensions = ["device_type", "locale", "app_version"] as const;
export type Dimension = (typeof dimensions)[number];

/** Counts of one value in one window, of one partition's events; readers add up the partitions. */
export interface Count {
  /** partition of the input */
  partition: number;
  /** seconds since 1970 */
  windowStart: number;
  windowSeconds: number;
  dimension: Dimension;
  /** null: the event has none */
  value: string | null;
  count: number;
  /** offset of the last source record counted here */
  lastOffset: bigint;
  /** Came after its window was closed: to be added to the window's count by whoever wants late ones too. */
  late?: true;
}

/** How far a partition of the input was counted. */
export interface Position {
  partition: number;
  /** offset of the last source record seen */
  lastOffset: bigint;
  /** Event time, seconds since 1970, that no event before was later than. */
  maxEventTime: number;
}

const base = { partition: z.int().nonnegative(), last_offset: z.string().regex(/^\d+$/) };
const countSchema = z.object({
  ...base,
  window_start: z.int(),
  window_seconds: z.int().positive(),
  dimension: z.enum(dimensions),
  value: z.string().nullable(),
  count: z.int().positive(),
  late: z.literal(true).optional(),
});
const positionSchema = z.object({ ...base, max_event_time: z.int() });

export function countRecord(count: Count): OutRecord {
  const { partition, windowStart, windowSeconds, dimension, value, late } = count;
  const key = [partition, windowSeconds, windowStart, dimension, value];
  // Late counts do not replace one another, as what they were counted from is no longer held.
  return record(late ? [...key, "late", String(count.lastOffset)] : key, {
    partition,
    window_start: windowStart,
    window_seconds: windowSeconds,
    dimension,
    value,
    count: count.count,
    last_offset: String(count.lastOffset),
    ...(late ? { late } : {}),
  });
}

export function positionRecord({ partition, lastOffset, maxEventTime }: Position): OutRecord {
  return record([partition, "position"], { partition, last_offset: String(lastOffset), max_event_time: maxEventTime });
}

function record(key: unknown[], value: object): OutRecord {
  return { key: Buffer.from(JSON.stringify(key)), value: Buffer.from(JSON.stringify(value)) };
}

/**
 * @returns undefined for a tombstone
 * @throws Error when the value is neither a count nor a position
 */
export function parseRecord(value: Buffer | null): { count: Count } | { position: Position } | undefined {
  if (value === null) return undefined;
  const json: unknown = JSON.parse(value.toString("utf8"));
  const position = positionSchema.safeParse(json);
  if (position.success) {
    const { partition, last_offset, max_event_time } = position.data;
    return { position: { partition, lastOffset: BigInt(last_offset), maxEventTime: max_event_time } };
  }
  const { window_start, window_seconds, last_offset, ...same } = countSchema.parse(json);
  const { late, ...rest } = same;
  return {
    count: {
      ...rest,
      windowStart: window_start,
      windowSeconds: window_seconds,
      lastOffset: BigInt(last_offset),
      ...(late ? { late } : {}),
    },
  };
}
