/** One batch of a partition from kafkajs: handled under heartbeats, then committed, then the position moves; in this order. */
import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload, KafkaMessage } from "kafkajs";
import type { Log } from "../../log.ts";
import { columnsOf, skipBefore } from "../batch.ts";
import { recordSegments } from "../fastpath/decode/batch.ts";
import type { Segment } from "../fastpath/decode/segment.ts";
import { type Batch, type BatchHandler, type Headers, type InRecord, NotNowError } from "../port.ts";
import { OffsetTracker } from "../tracker.ts";
import { Commits } from "./commits.ts";
import { isMembershipError, type Membership } from "./membership.ts";
import { Processed } from "./processed.ts";

export interface BatchWorkOptions {
  membership: Membership;
  handler: BatchHandler;
  handlerIdleMs: () => number;
  heartbeatMs: number;
  /** milliseconds that a finished batch waits for its commit at most */
  commitMs: number;
  log: Log;
}

/** How long a rebalance waits for batches at work to end, which saves repeating them; far less than the rebalance timeout. */
const LEAVE_GRACE_MS = 5_000;
/** Without any progress for so long the heartbeats stop, and the coordinator gives the partitions to another member. */
const STALLED_MS = 60_000;
/** A partition that waits is not fetched in a busy loop. */
const LEAST_WAIT_MS = 100;

export class BatchWork {
  readonly #options: BatchWorkOptions;
  readonly #tracker = new OffsetTracker();
  readonly #processed = new Processed();
  readonly #active = new Set<Promise<void>>();
  /** What is being written of a partition, also when it was begun before a rebalance. */
  readonly #writing = new Map<number, Promise<unknown>>();
  readonly #commits: Commits;
  #stopping = false;

  constructor(options: BatchWorkOptions) {
    this.#options = options;
    const { membership, commitMs: intervalMs, log } = options;
    this.#commits = new Commits({ membership, intervalMs, log });
  }

  /** Takes no more batches; resolves when those at work have ended and are committed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#active);
    await this.#commits.flush();
  }

  /** Partitions are about to be taken away. */
  leaving(): void {
    void this.#commits.flush();
  }

  /** The group was joined anew. */
  reset(): void {
    this.#tracker.reset();
    this.#commits.reset();
  }

  /** kafkajs' eachBatch. */
  async onBatch(payload: EachBatchPayload): Promise<void> {
    const active = this.#onBatch(payload);
    this.#active.add(active);
    try {
      await active;
    } finally {
      this.#active.delete(active);
    }
  }

  /** Returning without resolving the offset means that the batch is fetched again. */
  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const { membership } = this.#options;
    const { epoch } = membership;
    const batch = toBatch(payload);
    // A fetch from before a rebalance may arrive after it.
    if (this.#stopping || membership.leavingSince !== undefined || !membership.owns(batch.partition)) return;
    const former = this.#writing.get(batch.partition);
    if (former !== undefined && !(await this.#beatUntil(former, epoch, payload))) return;
    const before = this.#processed.upTo(batch.partition, markOf(batch));
    if (before !== undefined && before >= batch.nextOffset) {
      await this.#commit(batch, before, payload);
      if (membership.epoch === epoch) payload.resolveOffset(String(before - 1n));
      return;
    }
    if (before !== undefined) skipBefore(batch.columns, Number(before));
    const piece = this.#tracker.begin(batch.partition, batch.nextOffset);
    const abandon = new AbortController();
    const work = this.#handle(batch, before ?? fetchedFrom(payload), abandon.signal);
    let done: boolean;
    try {
      done = await this.#beatUntil(work, epoch, payload);
    } catch (error) {
      if (!(error instanceof NotNowError)) throw error;
      if (membership.epoch === epoch) this.#tracker.drop(piece);
      return this.#wait(error, payload);
    }
    if (!done) {
      abandon.abort();
      if (membership.epoch === epoch) this.#tracker.drop(piece);
      return;
    }
    const watermark = this.#tracker.finish(piece);
    if (watermark !== undefined) await this.#commit(batch, watermark, payload);
    if (membership.epoch === epoch) payload.resolveOffset(String(batch.nextOffset - 1n));
  }

  #commit({ topic, partition }: Batch, offset: bigint, payload: EachBatchPayload): Promise<void> {
    return this.#commits.add(topic, partition, offset, (offsets) => payload.commitOffsetsIfNecessary(offsets));
  }

  /** Only this partition: kafkajs fetches the others meanwhile, and this batch again afterwards. */
  #wait({ message, retryInMs }: NotNowError, payload: EachBatchPayload): void {
    const { partition } = payload.batch;
    this.#options.log.warn({ partition, retryInMs, reason: message }, "partition waits");
    const resume = payload.pause();
    setTimeout(resume, Math.max(retryInMs, LEAST_WAIT_MS)).unref();
  }

  /** @param from position that the batch was fetched from */
  async #handle(batch: Batch, from: bigint, abandoned: AbortSignal): Promise<void> {
    const { membership, handler } = this.#options;
    const { partition, nextOffset } = batch;
    const first = markOf(batch);
    const work = handler(batch, AbortSignal.any([membership.signal, abandoned]));
    const settled = work.catch(() => undefined);
    this.#writing.set(partition, settled);
    try {
      await work;
      if (first) this.#processed.add(partition, from, first, nextOffset);
    } finally {
      if (this.#writing.get(partition) === settled) this.#writing.delete(partition);
    }
  }

  /** True when the work is done and the batch still ours; rejects when the work does. */
  async #beatUntil(work: Promise<unknown>, epoch: number, payload: EachBatchPayload): Promise<boolean> {
    const { membership, handlerIdleMs, heartbeatMs, log } = this.#options;
    const began = Date.now();
    const done = work.then(
      () => ({ error: undefined }),
      (error: unknown) => ({ error: error ?? new Error("the handler failed") }),
    );
    for (;;) {
      const timer = new AbortController();
      const pause = sleep(heartbeatMs, undefined, { signal: timer.signal }).catch(() => undefined);
      const over = await Promise.race([done, pause]).finally(() => timer.abort());
      if (membership.epoch !== epoch) return false;
      if (over?.error !== undefined) throw over.error;
      if (over !== undefined) return true;
      const since = membership.leavingSince;
      if (since !== undefined && Date.now() - since > LEAVE_GRACE_MS) return false;
      if (Math.min(handlerIdleMs(), Date.now() - began) > STALLED_MS) {
        log.error({ partition: payload.batch.partition }, "no progress, heartbeats stopped");
        return false;
      }
      try {
        await payload.heartbeat();
      } catch (error) {
        if (isMembershipError(error)) membership.leaving();
        else log.warn({ err: error }, "heartbeat failed");
      }
    }
  }
}

/** kafkajs tells it, and its types do not. */
function fetchedFrom({ batch }: EachBatchPayload): bigint {
  return BigInt((batch as unknown as { fetchedOffset: string }).fetchedOffset);
}

interface FetchedBatch extends Batch {
  columns: readonly Segment[];
}

function toBatch({ batch }: EachBatchPayload): FetchedBatch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    columns: recordSegments(batch) ?? columnsOf(batch.messages.map(toRecord)),
    nextOffset: BigInt(batch.lastOffset()) + 1n,
    highWatermark: BigInt(batch.highWatermark),
  };
}

/** The first record, by which the batch is known again. */
function markOf({ columns }: Batch): { offset: bigint; timestamp: string } | undefined {
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
