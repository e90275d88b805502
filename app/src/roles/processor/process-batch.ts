/** A batch of source records: transforms each, writes the results to their partitions, and is done when all are acknowledged. */

import type { Aggregates, Seen, Write } from "../../aggregate/aggregates.ts";
import type { Codec } from "../../codec/codec.ts";
import { derivedPartition } from "../../kafka/partition.ts";
import type { Batch, BatchHandler, InRecord, OutRecord, Topics } from "../../kafka/port.ts";
import { RecordTooLargeError, type SendOptions, type Sink } from "../../kafka/sink/sink.ts";
import type { ProcessorMetrics } from "../../ops/metrics.ts";
import { deadLetter, transform } from "../../pipeline/transform.ts";
import { HEADER } from "../../record/headers.ts";
import type { Rejection } from "../../record/validate.ts";

export interface BatchProcessorOptions {
  sink: Pick<Sink, "send">;
  topics: Topics & { refresh(): Promise<void> };
  names: { input: string; output: string; deadLetter: string };
  metrics: Pick<ProcessorMetrics, "read" | "processed" | "deadLettered" | "lag">;
  aggregates?: Pick<Aggregates, "ready" | "count">;
  /** Default: plain JSON only. */
  codec?: Pick<Codec, "prepare" | "decode">;
}

/** A record to write, and where it comes from. */
interface Item {
  source: InRecord;
  record: OutRecord;
  rejection?: Rejection;
}

/** bytes of a value that is kept when even the dead-letter topic refuses the whole record */
const TRUNCATED_BYTES = 100_000;

export function batchProcessor(options: BatchProcessorOptions): BatchHandler {
  const { sink, topics, names, metrics, aggregates, codec } = options;
  const decode = codec && ((value: Buffer | null) => codec.decode(value));

  async function counts(partition: number): Promise<Record<"input" | "output" | "deadLetter", number>> {
    const known = (): number[] =>
      [names.input, names.output, names.deadLetter].map((name) => topics.partitions(name) ?? 0);
    if (known().includes(0) || partition >= known()[0]!) await topics.refresh();
    const [input = 0, output = 0, dead = 0] = known();
    if (input === 0 || output === 0 || dead === 0) throw new Error("not every topic is known");
    return { input, output, deadLetter: dead };
  }

  async function write(topic: string, partition: number, items: Item[], sending: SendOptions): Promise<void> {
    await sink.send(
      topic,
      partition,
      items.map((item) => item.record),
      sending,
    );
    for (const { rejection } of items) {
      if (rejection === undefined) metrics.processed.inc();
      else metrics.deadLettered.inc({ reason: rejection.code });
    }
  }

  return async (batch: Batch, signal: AbortSignal) => {
    const count = await counts(batch.partition);
    const unknown = codec?.prepare(batch.records);
    if (unknown !== undefined) await unknown;
    await aggregates?.ready(batch.partition, signal);
    metrics.read.inc(batch.records.length);
    const origin = { topic: batch.topic, partition: batch.partition };
    const groups = new Map<string, { topic: string; partition: number; items: Item[] }>();
    const seen: Seen[] = [];
    for (const source of batch.records) {
      const result = transform(origin, source, decode);
      const kind = result.kind === "processed" ? "output" : "deadLetter";
      if (aggregates !== undefined) {
        const event = result.kind === "processed" ? { event: result.event } : {};
        seen.push({ offset: source.offset, timestamp: Number(source.timestamp), ...event });
      }
      const partition = derivedPartition(batch.partition, count.input, count[kind], source.key);
      const name = `${kind} ${partition}`;
      const group = groups.get(name) ?? { topic: names[kind], partition, items: [] };
      group.items.push({
        source,
        record: result.record,
        ...(result.kind === "dead-letter" ? { rejection: result.rejection } : {}),
      });
      groups.set(name, group);
    }

    /** What a topic refuses for its size goes to the dead letters, cut if need be: a partition must never stand still for it. */
    async function writeOneByOne(topic: string, partition: number, items: Item[]): Promise<void> {
      for (const item of items) {
        const rejection = item.rejection ?? {
          code: "too_large" as const,
          detail: `The record is larger than ${topic} takes.`,
        };
        const dead = { ...item, rejection, record: deadLetter(origin, item.source, rejection) };
        const deadPartition = derivedPartition(batch.partition, count.input, count.deadLetter, item.source.key);
        const attempts: [string, number, Item][] = [
          ...(item.rejection === undefined ? [[topic, partition, item] as [string, number, Item]] : []),
          [names.deadLetter, deadPartition, dead],
          [names.deadLetter, deadPartition, { ...dead, record: truncate(dead.record) }],
        ];
        await firstAccepted(attempts, signal);
      }
    }
    async function firstAccepted(attempts: [string, number, Item][], abort: AbortSignal): Promise<void> {
      for (const [index, [topic, partition, item]] of attempts.entries()) {
        try {
          return await write(topic, partition, [item], { signal: abort });
        } catch (error) {
          if (!(error instanceof RecordTooLargeError) || index === attempts.length - 1) throw error;
        }
      }
    }

    await Promise.all(
      [...groups.values()].map(async ({ topic, partition, items }) => {
        try {
          await write(topic, partition, items, { signal });
        } catch (error) {
          if (!(error instanceof RecordTooLargeError)) throw error;
          await writeOneByOne(topic, partition, items);
        }
      }),
    );
    if (aggregates !== undefined) {
      const write: Write = (topic, partition, records) => sink.send(topic, partition, records, { signal });
      await aggregates.count(batch.partition, seen, write, signal);
    }
    metrics.lag.set({ topic: batch.topic, partition: batch.partition }, Number(batch.highWatermark - batch.nextOffset));
  };
}

/** Keeps the reason and where the record came from; the whole of it is still in the source topic. */
function truncate(record: OutRecord): OutRecord {
  const own = Object.entries(record.headers ?? {}).filter(([name]) => name.startsWith("dead-letter-"));
  return {
    key: record.key !== null && record.key.length > 1_024 ? null : record.key,
    value: record.value?.subarray(0, TRUNCATED_BYTES) ?? null,
    headers: { ...Object.fromEntries(own), [HEADER.deadLetterTruncated]: "true" },
  };
}
