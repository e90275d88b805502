/**
 * Exactly once: what is made of a batch and the offset that it reaches to become visible in one transaction. kafkajs cannot fence by
 * the group's generation, so each input partition has a transactional id of its own: who gets the partition opens that id, which ends
 * and shuts out what the former owner has under way, and only then asks where to begin.
 */
import type { Kafka } from "kafkajs";
import { messageOf } from "../../errors.ts";
import { type BatchHandler, NotNowError, type Output } from "../port.ts";
import type { Delivery } from "../source/delivery.ts";
import type { FetchedBatch } from "../source/fetched.ts";
import { CommittedOffsets } from "./committed-offsets.ts";
import { type BatchOptions, type Send, Transactor } from "./transactor.ts";

export interface ExactlyOnceOptions extends BatchOptions {
  kafka: Kafka;
  group: string;
  /** Of the transactional ids: the rest of them is group, topic and partition. */
  transactionalIdPrefix: string;
  onTransaction?: (committed: boolean) => void;
}

/** milliseconds until another try after a failure */
const RETRY_MS = 200;

export class ExactlyOnce implements Delivery {
  readonly #options: ExactlyOnceOptions;
  readonly #offsets: CommittedOffsets;
  readonly #transactors = new Map<number, Transactor>();
  /** By step and partition: that a transaction can be begun says nothing of whether one can be committed. */
  readonly #failingSince = new Map<string, number>();
  #lastAttempt = performance.now();

  constructor(options: ExactlyOnceOptions) {
    this.#options = options;
    this.#offsets = new CommittedOffsets(options.kafka, options.group);
  }

  warmUp(): Promise<void> {
    return this.#offsets.connect();
  }

  begin({ topic, partition, from }: FetchedBatch, signal: AbortSignal): Promise<bigint> {
    return this.#attempt("begin", partition, signal, async () => {
      // Nothing was sent since the offset was asked for, and nobody else can have committed one.
      if (this.#transactors.has(partition)) return from;
      const { kafka, group, transactionalIdPrefix } = this.#options;
      const id = `${transactionalIdPrefix}${group}.${topic}.${partition}`;
      const transactor = await Transactor.open(kafka, id, this.#options);
      const committed = await this.#offsets.of(topic, partition, signal).catch(async (error: unknown) => {
        await transactor.close();
        throw error;
      });
      this.#transactors.set(partition, transactor);
      // Less than what was fetched: records in between were taken away by retention.
      return committed !== undefined && committed > from ? committed : from;
    });
  }

  deliver(batch: FetchedBatch, handler: BatchHandler, signal: AbortSignal): Promise<void> {
    const { topic, partition, nextOffset: offset, columns } = batch;
    return this.#attempt("deliver", partition, signal, async () => {
      const transactor = this.#transactors.get(partition);
      if (transactor === undefined) throw new Error("no transaction can be begun");
      const settled: ((kept: boolean) => void)[] = [];
      let kept = false;
      try {
        const { group } = this.#options;
        await transactor.transact({ group, topic, partition, offset }, async (send) => {
          if (columns.length > 0) await handler(batch, this.#output(transactor, send, settled, signal), signal);
          signal.throwIfAborted();
        });
        kept = true;
      } finally {
        this.#options.onTransaction?.(kept);
        for (const done of settled) done(kept);
      }
    });
  }

  /** It is committed already. */
  async delivered(): Promise<void> {}

  joined(): void {
    // Those of partitions that are still ours, too: somebody else may have had them in between.
    for (const partition of this.#transactors.keys()) void this.#discard(partition);
    this.#failingSince.clear();
  }

  async flush(): Promise<void> {}

  idleMs(): number {
    return performance.now() - this.#lastAttempt;
  }

  failingMs(): number {
    const now = performance.now();
    return now - Math.min(now, ...this.#failingSince.values());
  }

  async close(): Promise<void> {
    // One after the other, as kafkajs leaves sockets behind otherwise.
    for (const partition of this.#transactors.keys()) await this.#discard(partition);
    await this.#offsets.close();
  }

  #output(session: object, send: Send, settled: ((kept: boolean) => void)[], signal: AbortSignal): Output {
    return {
      session,
      maxBatchBytes: this.#options.maxBatchBytes,
      async send(topic, partition, records) {
        signal.throwIfAborted();
        await send(topic, partition, records);
      },
      whenSettled: (done) => settled.push(done),
    };
  }

  /** After a failure the same batch is asked for again, of another transactor unless nothing had been sent. */
  async #attempt<T>(
    step: "begin" | "deliver",
    partition: number,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const key = `${step} ${partition}`;
    try {
      const result = await work();
      this.#failingSince.delete(key);
      return result;
    } catch (error) {
      if (signal.aborted || !this.#transactors.get(partition)?.usable) await this.#discard(partition);
      if (error instanceof NotNowError || signal.aborted) throw error;
      if (!this.#failingSince.has(key)) this.#failingSince.set(key, performance.now());
      throw new NotNowError(`its transaction failed: ${messageOf(error)}`, RETRY_MS, error);
    } finally {
      this.#lastAttempt = performance.now();
    }
  }

  async #discard(partition: number): Promise<void> {
    const transactor = this.#transactors.get(partition);
    this.#transactors.delete(partition);
    await transactor?.close();
  }
}
