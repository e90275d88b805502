/** Writes what was derived from a batch, and finds a way for what a topic refuses for its size. */

import type { DeadLetterLog } from "../../dead-letters/log.ts";
import type { BufferPool } from "../../kafka/packed/pool.ts";
import { derivedPartition } from "../../kafka/partition.ts";
import type { InRecord, Output, OutRecord, RecordColumns } from "../../kafka/port.ts";
import { RecordTooLargeError } from "../../kafka/sink/errors.ts";
import type { ProcessorMetrics } from "../../ops/metrics.ts";
import type { BatchTrace } from "../../ops/tracing/events.ts";
import { deadLetter, type Origin, type Transformed } from "../../pipeline/transform.ts";
import { HEADER } from "../../record/headers.ts";
import { parseTraceParent } from "../../record/trace-parent.ts";
import type { Rejection } from "../../record/validate.ts";
import type { Chunk, Outgoing, OutputKind } from "./outputs.ts";

export interface WriterOptions {
  /** bytes of records in a batch at most */
  maxBatchBytes: number;
  names: { output: string; deadLetter: string };
  metrics: Pick<ProcessorMetrics, "processed" | "deadLettered">;
  /** Where the memory of acknowledged records goes. */
  pool: BufferPool;
  /** Told of records that are rejected only here, when they are kept. Default: nobody is. */
  letters?: Pick<DeadLetterLog, "tell">;
}

/** Of one batch. */
export interface WriteContext {
  /** Transforms a source record once more. */
  again: (source: InRecord) => Transformed;
  origin: Origin;
  /** Partitions of the topics. */
  count: Record<"input" | OutputKind, number>;
  output: Output;
  /** Of the batch. Default: nothing is traced. */
  trace?: Pick<BatchTrace, "follow" | "setAside"> | undefined;
}

/** A record to write by itself, and where it comes from. */
interface Item {
  source: InRecord;
  record: OutRecord;
  rejection?: Rejection;
  /** Where it was read, when it is rejected only here. */
  rejectedHere?: Origin;
}

/** bytes of a value that is kept when even the dead-letter topic refuses the whole record */
const TRUNCATED_BYTES = 100_000;
/** A topic that refuses batches is given smaller ones, but none below this, in bytes. */
const LEAST_CHUNK = 16_384;

export class Writer {
  readonly #options: WriterOptions;
  readonly #maxBytes: Record<OutputKind, number>;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#maxBytes = { output: options.maxBatchBytes, deadLetter: options.maxBatchBytes };
  }

  /** Bytes of a chunk at most. */
  maxBytes(kind: OutputKind): number {
    return this.#maxBytes[kind];
  }

  /** Resolves when all is acknowledged. */
  async write(outgoing: readonly Outgoing[], context: WriteContext): Promise<void> {
    await Promise.all(
      outgoing.map(async ({ kind, partition, chunks }) => {
        for (const chunk of chunks) await this.#chunk(kind, partition, chunk, context);
      }),
    );
  }

  async #chunk(kind: OutputKind, partition: number, chunk: Chunk, context: WriteContext): Promise<void> {
    const { names, metrics, pool } = this.#options;
    const { output } = context;
    try {
      await output.send(names[kind], partition, chunk.records);
    } catch (error) {
      if (!(error instanceof RecordTooLargeError)) throw error;
      this.#maxBytes[kind] = Math.max(LEAST_CHUNK, Math.min(this.#maxBytes[kind], chunk.records.bytes.length) >> 1);
      return this.#unpacked(names[kind], partition, chunk, context);
    }
    if (chunk.records.reusable) pool.give(chunk.records.buffer);
    output.whenSettled((kept) => {
      if (!kept) return;
      if (kind === "output") metrics.processed.inc(chunk.records.length);
      for (const [reason, count] of chunk.reasons) metrics.deadLettered.inc({ reason }, count);
    });
  }

  /** In ever smaller batches, and at last one by one. */
  async #unpacked(topic: string, partition: number, { sources }: Chunk, context: WriteContext): Promise<void> {
    const items = sources.map(({ columns, index }) => {
      const source = sourceOf(columns, index, context);
      const result = context.again(source);
      return {
        source,
        record: result.record,
        ...(result.kind === "dead-letter" ? { rejection: result.rejection } : {}),
      };
    });
    try {
      await this.#items(topic, partition, items, context);
    } catch (error) {
      if (!(error instanceof RecordTooLargeError)) throw error;
      await this.#oneByOne(topic, partition, items, context);
    }
  }

  /** What a topic refuses for its size goes to the dead letters, cut if need be: a partition must never stand still for it. */
  async #oneByOne(topic: string, partition: number, items: Item[], context: WriteContext): Promise<void> {
    const { names } = this.#options;
    const { origin, count } = context;
    for (const item of items) {
      const rejection = item.rejection ?? {
        code: "too_large" as const,
        detail: `The record is larger than ${topic} takes.`,
      };
      const here = item.rejection === undefined ? { rejectedHere: origin } : {};
      const dead = { ...item, ...here, rejection, record: deadLetter(origin, item.source, rejection) };
      const deadPartition = derivedPartition(origin.partition, count.input, count.deadLetter, item.source.key);
      const attempts: [string, number, Item][] = [
        ...(item.rejection === undefined ? [[topic, partition, item] as [string, number, Item]] : []),
        [names.deadLetter, deadPartition, dead],
        [names.deadLetter, deadPartition, { ...dead, record: truncate(dead.record) }],
      ];
      await this.#firstAccepted(attempts, context);
    }
  }

  async #firstAccepted(attempts: [string, number, Item][], context: WriteContext): Promise<void> {
    for (const [index, [topic, partition, item]] of attempts.entries()) {
      try {
        return await this.#items(topic, partition, [item], context);
      } catch (error) {
        if (!(error instanceof RecordTooLargeError) || index === attempts.length - 1) throw error;
      }
    }
  }

  async #items(topic: string, partition: number, items: Item[], { output, trace }: WriteContext): Promise<void> {
    const { metrics, letters } = this.#options;
    const records = items.map(({ record }) => record);
    await output.send(topic, partition, records);
    for (const { source, rejection, rejectedHere } of items)
      if (rejection !== undefined && rejectedHere !== undefined) trace?.setAside(source.offset, rejection.code);
    output.whenSettled((kept) => {
      if (!kept) return;
      for (const { source, rejection, rejectedHere } of items) {
        if (rejection === undefined) metrics.processed.inc();
        else metrics.deadLettered.inc({ reason: rejection.code });
        if (rejection !== undefined && rejectedHere !== undefined) letters?.tell(rejectedHere, source, rejection);
      }
    });
  }
}

const sourceOf = (columns: RecordColumns, index: number, { trace }: WriteContext): InRecord => {
  const source = columns.record(index);
  return trace?.follow(source) ?? source;
};

/** Keeps the reason, the trace, and where the record came from; the whole of it is still in the source topic. */
function truncate(record: OutRecord): OutRecord {
  const { [HEADER.traceParent]: traceParent, ...headers } = record.headers ?? {};
  const own = Object.entries(headers).filter(([name]) => name.startsWith("dead-letter-"));
  return {
    key: record.key !== null && record.key.length > 1_024 ? null : record.key,
    value: record.value?.subarray(0, TRUNCATED_BYTES) ?? null,
    headers: {
      ...Object.fromEntries(own),
      // Anybody may write headers of any length.
      ...(parseTraceParent(traceParent) === undefined ? {} : { [HEADER.traceParent]: traceParent! }),
      [HEADER.deadLetterTruncated]: "true",
    },
  };
}
