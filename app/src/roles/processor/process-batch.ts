/** A batch of source records: transforms each, writes the results to their partitions, and is done when all are acknowledged. */

import type { Aggregates, Seen } from "../../aggregate/aggregates.ts";
import type { Codec } from "../../codec/codec.ts";
import { isFramed } from "../../codec/wire.ts";
import type { DeadLetterLog } from "../../dead-letters/log.ts";
import { countOf } from "../../kafka/batch.ts";
import type { LagWatch } from "../../kafka/lag.ts";
import { BufferPool } from "../../kafka/packed/pool.ts";
import { PACKED_HEADROOM } from "../../kafka/packed/records.ts";
import { derivedPartition } from "../../kafka/partition.ts";
import type { Batch, BatchHandler, InRecord, Output, Topics } from "../../kafka/port.ts";
import { sizeOf } from "../../kafka/sink/size.ts";
import { observeAcknowledged, observeRead, timesOf } from "../../ops/batch-times.ts";
import type { ProcessorMetrics } from "../../ops/metrics.ts";
import type { BatchTrace, EventTracing } from "../../ops/tracing/events.ts";
import { DirectTransform } from "../../pipeline/direct/direct-transform.ts";
import { transform } from "../../pipeline/transform.ts";
import { checkBytes, type Rejection } from "../../record/validate.ts";
import { type OutputKind, Outputs } from "./outputs.ts";
import { Writer } from "./writer.ts";

export interface BatchProcessorOptions {
  /** bytes of records in a batch at most */
  maxBatchBytes: number;
  /** Records of a batch that is written. Default: as many as fit. */
  maxBatchRecords?: number;
  topics: Topics & { refresh(): Promise<void> };
  names: { input: string; output: string; deadLetter: string };
  metrics: BatchMetrics;
  /** Told when a batch is done. Default: nobody is. */
  lag?: Pick<LagWatch, "processed">;
  aggregates?: Pick<Aggregates, "ready" | "count">;
  /** Told of each dead letter when it is kept. Default: nobody is. */
  letters?: Pick<DeadLetterLog, "tell">;
  /** Default: plain JSON only. */
  codec?: Pick<Codec, "prepare" | "decode" | "readsJson">;
  /** Default: nothing is traced. */
  tracing?: Pick<EventTracing, "batch"> | undefined;
}

type BatchMetrics = Pick<
  ProcessorMetrics,
  "read" | "processed" | "deadLettered" | "readBatchRecords" | "readBatchBytes" | "eventLatency" | "appendLatency"
>;

/** A record that is larger than what is kept for it. */
const SLACK_BYTES = 65_536;

export function batchProcessor(options: BatchProcessorOptions): BatchHandler {
  const { maxBatchBytes, topics, names, metrics, lag, aggregates, codec, letters, tracing } = options;
  const decode = codec && ((value: Buffer | null) => codec.decode(value));
  const readsJson = codec?.readsJson ?? true;
  const pool = new BufferPool(PACKED_HEADROOM + maxBatchBytes + SLACK_BYTES);
  const writer = new Writer({ maxBatchBytes, names, metrics, pool, ...(letters ? { letters } : {}) });
  const direct = new Map<number, DirectTransform>();

  async function counts(partition: number): Promise<Record<"input" | OutputKind, number>> {
    const known = (): number[] =>
      [names.input, names.output, names.deadLetter].map((name) => topics.partitions(name) ?? 0);
    if (known().includes(0) || partition >= known()[0]!) await topics.refresh();
    const [input = 0, output = 0, dead = 0] = known();
    if (input === 0 || output === 0 || dead === 0) throw new Error("not every topic is known");
    return { input, output, deadLetter: dead };
  }

  function directFor(partition: number): DirectTransform {
    let found = direct.get(partition);
    if (found === undefined) {
      found = new DirectTransform({ topic: names.input, partition });
      direct.set(partition, found);
    }
    return found;
  }

  return async (batch: Batch, output: Output, signal: AbortSignal) => {
    const trace = tracing?.batch(batch);
    try {
      await work(batch, output, signal, trace);
      if (trace !== undefined) output.whenSettled((kept) => trace.settled(kept));
    } catch (error) {
      trace?.failed(error);
      throw error;
    }
  };

  async function work(batch: Batch, output: Output, signal: AbortSignal, trace?: BatchTrace): Promise<void> {
    const { topic, partition } = batch;
    const count = await counts(partition);
    const unknown = codec?.prepare(framedValues(batch));
    if (unknown !== undefined) await unknown;
    await aggregates?.ready(partition, output.session, signal);
    metrics.read.inc(countOf(batch.columns));
    observeRead(metrics, batch.columns);
    const times = timesOf(batch.columns, decode ?? checkBytes);
    const origin = { topic, partition };
    const usual = directFor(partition);
    const outputs = new Outputs(pool, (kind) => writer.maxBytes(kind), Date.now(), options.maxBatchRecords);
    const setAside: { source: InRecord; rejection: Rejection }[] = [];
    const seen: Seen[] | undefined = aggregates === undefined ? undefined : [];
    // With as many partitions as the input no key has to be looked at.
    const to = (kind: OutputKind, key: () => Buffer | null): number =>
      count[kind] === count.input && partition < count[kind]
        ? partition
        : derivedPartition(partition, count.input, count[kind], key());
    for (const columns of batch.columns) {
      for (let index = columns.first; index < columns.count; index += 1) {
        if (readsJson && usual.accepts(columns, index)) {
          const target = to("output", () => keyOf(columns.record(index)));
          const place = outputs.next("output", target, columns, index, usual.room(columns, index));
          const mayBe = trace !== undefined && usual.mayBeTraced(columns);
          usual.write(place.packer, columns, index, mayBe ? trace.headerOf(columns.record(index)) : undefined);
          seen?.push({
            offset: BigInt(columns.offset(index)),
            timestamp: columns.timestamp(index),
            event: usual.event(),
          });
          continue;
        }
        const read = columns.record(index);
        const source = trace?.follow(read) ?? read;
        const result = transform(origin, source, decode);
        const kind = result.kind === "processed" ? "output" : "deadLetter";
        const place = outputs.next(
          kind,
          to(kind, () => source.key),
          columns,
          index,
          sizeOf(result.record),
        );
        place.packer.add(result.record);
        if (result.kind === "dead-letter") {
          trace?.setAside(source.offset, result.rejection.code);
          place.reasons.set(result.rejection.code, (place.reasons.get(result.rejection.code) ?? 0) + 1);
          if (letters !== undefined) setAside.push({ source, rejection: result.rejection });
        }
        const event = result.kind === "processed" ? { event: result.event } : {};
        seen?.push({ offset: source.offset, timestamp: Number(source.timestamp), ...event });
      }
    }
    const again = (source: InRecord) => transform(origin, source, decode);
    await writer.write(outputs.finish(), { again, origin, count, output, trace });
    if (aggregates !== undefined && seen !== undefined) await aggregates.count(partition, seen, output, signal);
    output.whenSettled((kept) => {
      if (!kept) return;
      for (const { source, rejection } of setAside) letters?.tell(origin, source, rejection);
      if (times !== undefined) observeAcknowledged(metrics, times);
      lag?.processed(partition, batch.nextOffset, batch.highWatermark);
    });
  }
}

const keyOf = ({ key }: InRecord): Buffer | null => key;

/** Values in wire format, whose schemas must be known before anything else. */
function framedValues({ columns }: Batch): { value: Buffer }[] {
  const found: { value: Buffer }[] = [];
  for (const run of columns) {
    for (let index = run.first; index < run.count; index += 1) {
      if (run.valueLength(index) <= 0) continue;
      const start = run.valueStart(index);
      const value = run.bytes.subarray(start, start + 1);
      if (isFramed(value)) found.push({ value: run.bytes.subarray(start, start + run.valueLength(index)) });
    }
  }
  return found;
}
