/** What kafkajs would hand over of one partition, and what it is told in return. */
import type { EachBatchPayload } from "kafkajs";
import { columnsOf } from "../../src/kafka/batch.ts";
import { FastBatch } from "../../src/kafka/fastpath/decode/batch.ts";
import { RecordSet } from "../../src/kafka/fastpath/decode/messages.ts";

export interface FetchOptions {
  /** Epoch of the membership in which it was asked for; undefined: as kafkajs' own code hands over, which does not say. */
  epoch?: number | undefined;
  timestamp?: string;
  heartbeat?: () => Promise<void>;
  /** Records that are not to be seen, as those of aborted transactions: only their offsets count. */
  empty?: boolean;
}

/** @param log takes "position p:o", "commit p:o", "pause p", "resume p" */
export function fetched(
  log: string[],
  partition: number,
  first: number,
  count: number,
  options: FetchOptions = {},
): EachBatchPayload {
  const { epoch, timestamp = "0", heartbeat = async () => {}, empty = false } = options;
  const offsets = Array.from({ length: count }, (_, index) => first + index);
  const highWatermark = String(first + count);
  const messages = offsets.map((offset) => ({ offset: String(offset), timestamp, key: null, value: null }));
  const own = {
    topic: "in",
    partition,
    fetchedOffset: String(first),
    highWatermark,
    messages,
    lastOffset: () => String(first + count - 1),
  };
  const payload = {
    batch: own as object,
    heartbeat,
    isStale: () => false,
    pause: () => {
      log.push(`pause ${partition}`);
      return () => log.push(`resume ${partition}`);
    },
    resolveOffset: (offset: string) => log.push(`position ${partition}:${Number(offset) + 1}`),
    commitOffsetsIfNecessary: async (given: { topics: { partitions: { partition: number; offset: string }[] }[] }) => {
      for (const one of given.topics[0]!.partitions) log.push(`commit ${one.partition}:${one.offset}`);
    },
  };
  if (epoch !== undefined) {
    const segments = columnsOf(
      offsets.map((offset) => ({ offset: BigInt(offset), timestamp, key: null, value: null, headers: {} })),
    );
    if (empty) for (const segment of segments) segment.context.isControlBatch = true;
    const batch = new FastBatch("in", String(first), { partition, highWatermark, messages: new RecordSet(segments) });
    batch.epoch = epoch;
    payload.batch = batch;
  }
  return payload as unknown as EachBatchPayload;
}
