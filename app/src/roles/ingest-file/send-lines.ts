/** Reads lines, checks them and sends them, holding no more than the buffer allows. */
import { randomUUID } from "node:crypto";
import { type Encoder, plain } from "../../codec/encoder.ts";
import { partitionOfKey } from "../../kafka/partition.ts";
import type { OutRecord, Topics } from "../../kafka/port.ts";
import type { Sink } from "../../kafka/sink/sink.ts";
import { HEADER } from "../../record/headers.ts";
import { MAX_EVENT_BYTES, SCHEMA_VERSION } from "../../record/login-event.ts";
import { checkBytes, type RejectionCode } from "../../record/validate.ts";
import { trim } from "../ingest/parse.ts";
import { splitLines } from "./lines.ts";

export interface Summary {
  /** lines that are not empty */
  read: number;
  accepted: number;
  rejected: number;
  /** Not acknowledged in time: they may or may not have been written. */
  failed: number;
  /** The first 100. */
  rejectedLines: { line: number; reason: RejectionCode; detail: string }[];
}

export interface SendLinesOptions {
  sink: Pick<Sink, "send" | "below">;
  topics: Topics;
  topic: string;
  /** records held at most */
  bufferRecords: number;
  ackTimeoutMs: number;
  /** Default: plain JSON. */
  encoder?: Encoder;
}

const MAX_REJECTED_LINES = 100;
/** Lines that are handed to a partition together, and how long the first of them waits for the others. */
const GROUP = 200;
const GROUP_MS = 200;

/** Updates the summary as it goes; resolves when every line is settled. */
export async function sendLines(
  input: AsyncIterable<Buffer>,
  options: SendLinesOptions,
  summary: Summary,
): Promise<void> {
  const { sink, topics, topic, encoder = plain } = options;
  const correlationId = randomUUID();
  const groups = new Map<number, OutRecord[]>();
  const open = new Set<Promise<void>>();

  const flush = (partition: number, records: OutRecord[]): void => {
    groups.delete(partition);
    const sent: Promise<void> = sink
      .send(topic, partition, records, { deadline: performance.now() + options.ackTimeoutMs })
      .then(
        () => {
          summary.accepted += records.length;
        },
        () => {
          summary.failed += records.length;
        },
      )
      .finally(() => open.delete(sent));
    open.add(sent);
  };

  const flushAll = (): void => {
    for (const [partition, records] of groups) flush(partition, records);
  };
  // Standard input may be slow, and never end.
  const timer = setInterval(flushAll, GROUP_MS);
  try {
    for await (const { number, bytes, tooLong } of splitLines(input, MAX_EVENT_BYTES)) {
      const value = tooLong ? bytes : trim(bytes);
      if (value.length === 0) continue;
      summary.read += 1;
      const checked = checkBytes(value);
      if (checked.rejection !== undefined) {
        summary.rejected += 1;
        const { code, detail } = checked.rejection;
        if (summary.rejectedLines.length < MAX_REJECTED_LINES)
          summary.rejectedLines.push({ line: number, reason: code, detail });
        continue;
      }
      const key = Buffer.from(checked.event.user_id);
      const partition = partitionOfKey(key, topics.partitions(topic)!);
      const records = groups.get(partition) ?? [];
      // The chunk that a line is a part of is much larger: copy, so that it can be let go.
      records.push({
        key,
        value: encoder.encode(checked.event, Buffer.from(value)),
        headers: { [HEADER.schemaVersion]: SCHEMA_VERSION, [HEADER.correlationId]: correlationId },
      });
      groups.set(partition, records);
      if (records.length >= GROUP) {
        flush(partition, records);
        await sink.below(options.bufferRecords);
      }
    }
  } finally {
    clearInterval(timer);
  }
  flushAll();
  await Promise.all(open);
}
