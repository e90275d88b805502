/**
 * Dead letters as the records they were, for the source topic: key, value and headers unchanged, but for three headers that say
 * that, and from where, it was replayed.
 */
import type { Headers, OutRecord } from "../kafka/port.ts";
import { HEADER } from "../record/headers.ts";
import type { DeadLetter } from "./letter.ts";

/** topic-partition-offset */
export function positionOf(topic: string, { partition, record }: DeadLetter): string {
  return `${topic}-${partition}-${record.offset}`;
}

/** @param topic of the dead letters */
export function replayed(topic: string, letter: DeadLetter): OutRecord {
  const { record, source, replays } = letter;
  const headers: Headers = {};
  for (const [name, value] of Object.entries(record.headers)) {
    if (!name.startsWith("dead-letter-")) headers[name] = value;
  }
  headers[HEADER.replayCount] = String(replays + 1);
  headers[HEADER.replayOf] = positionOf(topic, letter);
  headers[HEADER.replaySource] ??= `${source.topic}-${source.partition}-${source.offset}`;
  return { key: record.key, value: record.value, headers };
}
