/**
 * Counts of the partitions that a worker has, kept in a compacted topic: partition n of it holds what was counted of partition n of
 * the input, so that whoever gets that partition next reads its counts and goes on from the offset that they reach to.
 */
import type { Kafka } from "kafkajs";
import { PartitionReader } from "../kafka/partition-reader.ts";
import type { Output } from "../kafka/port.ts";
import type { Log } from "../log.ts";
import type { AggregateMetrics } from "../ops/metrics.ts";
import type { LoginEvent } from "../record/login-event.ts";
import { PartitionCounts, type WindowOptions } from "./partition-counts.ts";
import { parseRecord } from "./record.ts";

export interface AggregatesOptions {
  kafka: Kafka;
  /** compacted, with as many partitions as the input */
  topic: string;
  window: WindowOptions;
  metrics: AggregateMetrics;
  log: Log;
}

/** A source record and its event; none when it went to the dead letters. */
export interface Seen {
  offset: bigint;
  /** milliseconds since 1970, as the record has it */
  timestamp: number;
  event?: LoginEvent;
}

/** Counts, and the output's session that they are good for: another member may have counted before the next one. */
interface Held {
  session: object;
  counts: PartitionCounts;
}

export class Aggregates {
  readonly #options: AggregatesOptions;
  readonly #reader: PartitionReader;
  readonly #held = new Map<number, Held>();

  constructor(options: AggregatesOptions) {
    this.#options = options;
    this.#reader = new PartitionReader(options.kafka);
  }

  /** To be called before anything is derived from a partition's records: what cannot be counted must not be written either. */
  async ready(partition: number, session: object, signal: AbortSignal): Promise<PartitionCounts> {
    const held = this.#held.get(partition);
    if (held?.session === session) return held.counts;
    const counts = await this.#restore(partition, signal);
    this.#held.set(partition, { session, counts });
    return counts;
  }

  /**
   * Counts records of one partition, in order, and writes what changed. To be called when all that was derived from the records is
   * acknowledged (or in one transaction with it), one call a partition at a time, and before their offset is committed.
   * When it rejects, or the transaction is undone, what is held is dropped and read again.
   */
  async count(partition: number, records: readonly Seen[], output: Output, signal: AbortSignal): Promise<void> {
    const { topic, metrics } = this.#options;
    const counts = await this.ready(partition, output.session, signal);
    if (records.length === 0) return;
    let late = 0;
    for (const { offset, timestamp, event } of records) {
      if (event === undefined) counts.pass(offset);
      else if (counts.add(event, offset, timestamp) === "late") late += 1;
    }
    try {
      await output.send(topic, partition, counts.changes());
    } catch (error) {
      this.#held.delete(partition);
      throw error;
    }
    output.whenSettled((kept) => {
      if (!kept) return void this.#held.delete(partition);
      if (late > 0) metrics.late.inc(late);
      metrics.held.set({ partition }, counts.size);
    });
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  async #restore(partition: number, signal: AbortSignal): Promise<PartitionCounts> {
    const { topic, window, log } = this.#options;
    const counts = new PartitionCounts(partition, window);
    let records = 0;
    // Also what a member that counted exactly once may have left open: counts written over it would be too low.
    await this.#reader.readToEnd({ topic, partition, signal, waitForOpen: true }, ({ value, offset }) => {
      records += 1;
      try {
        const found = parseRecord(value);
        if (found) counts.restore(found);
      } catch {
        log.warn({ topic, partition, offset: String(offset) }, "not a record of aggregates, left out");
      }
    });
    counts.restored();
    log.info({ partition, records, next: String(counts.nextOffset), held: counts.size }, "aggregates restored");
    return counts;
  }
}
