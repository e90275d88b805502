/** A dead letter as its headers tell it, and which of them are meant. */
import type { Headers, InRecord } from "../kafka/port.ts";
import { HEADER } from "../record/headers.ts";

export interface DeadLetter {
  /** Of the dead-letter topic. */
  partition: number;
  record: InRecord;
  /** "unknown" where a header is missing, as in a record that somebody else wrote. */
  reason: string;
  detail: string;
  /** When it was set aside, milliseconds since 1970. */
  time: number;
  source: { topic: string; partition: number; offset: string };
  /** How many times it was replayed before. */
  replays: number;
  /** The value was too large for the topic and is only its beginning. */
  truncated: boolean;
}

export interface Selection {
  /** Any of them. */
  reasons?: readonly string[];
  /** milliseconds since 1970; set aside then or later */
  since?: number;
  /** Of the dead-letter topic. */
  partition?: number;
  offset?: bigint;
}

/** The text of a header; undefined when it is missing. */
function textOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? undefined : String(one);
}

export function letterOf(partition: number, record: InRecord): DeadLetter {
  const header = (name: string): string | undefined => textOf(record.headers, name);
  const time = Date.parse(header(HEADER.deadLetterTime) ?? "");
  return {
    partition,
    record,
    reason: header(HEADER.deadLetterReason) ?? "unknown",
    detail: header(HEADER.deadLetterDetail) ?? "",
    time: Number.isNaN(time) ? Number(record.timestamp) : time,
    source: {
      topic: header(HEADER.deadLetterSourceTopic) ?? "",
      partition: Number(header(HEADER.deadLetterSourcePartition) ?? -1),
      offset: header(HEADER.deadLetterSourceOffset) ?? "",
    },
    replays: replaysOf(header(HEADER.replayCount)),
    truncated: header(HEADER.deadLetterTruncated) === "true",
  };
}

/** Anybody may write headers. */
function replaysOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

export function isMeant(letter: DeadLetter, { reasons, since, partition, offset }: Selection): boolean {
  if (reasons !== undefined && !reasons.includes(letter.reason)) return false;
  if (since !== undefined && letter.time < since) return false;
  if (partition !== undefined && letter.partition !== partition) return false;
  return offset === undefined || letter.record.offset === offset;
}
