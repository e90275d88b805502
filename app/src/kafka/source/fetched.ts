/** What one fetch brought of a partition, and how it is known again. */
import type { EachBatchPayload, KafkaMessage } from "kafkajs";
import { columnsOf } from "../batch.ts";
import { recordSegments } from "../fastpath/decode/batch.ts";
import type { Segment } from "../fastpath/decode/segment.ts";
import type { Batch, Headers, InRecord } from "../port.ts";

export interface FetchedBatch extends Batch {
  columns: readonly Segment[];
  /** Position that it was fetched from; records before it are left out. */
  from: bigint;
}

/** A record by which a batch is known again. */
export interface Mark {
  offset: bigint;
  timestamp: string;
}

export function toFetched({ batch }: EachBatchPayload): FetchedBatch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    columns: recordSegments(batch) ?? columnsOf(batch.messages.map(toRecord)),
    // kafkajs tells it, and its types do not.
    from: BigInt((batch as unknown as { fetchedOffset: string }).fetchedOffset),
    nextOffset: BigInt(batch.lastOffset()) + 1n,
    highWatermark: BigInt(batch.highWatermark),
  };
}

/** The first record; undefined when there is none to handle. */
export function markOf({ columns }: Batch): Mark | undefined {
  const run = columns.find(({ first, count }) => first < count);
  return run && { offset: BigInt(run.offset(run.first)), timestamp: String(run.timestamp(run.first)) };
}

function toRecord(message: KafkaMessage): InRecord {
  return {
    offset: BigInt(message.offset),
    timestamp: message.timestamp,
    key: message.key,
    value: message.value,
    headers: (message.headers ?? {}) as Headers,
  };
}
