/**
 * The transactions of one input partition, under one transactional id: whoever opens it ends what an earlier owner left open, and that
 * owner can write nothing any more. After a failure the outcome may be unknown, and only another one, opened anew, is of use.
 */
import type { Kafka, Producer as KafkaJsProducer } from "kafkajs";
import type { Codec } from "../../connection.ts";
import type { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";
import { connectProducer, wrapProducer } from "../producer.ts";
import { sizeOfAll } from "../sink/size.ts";
import { sendInBatches } from "./send-in-batches.ts";

/** milliseconds; a transaction that its owner left is aborted after this, unless somebody opens its id before */
const TRANSACTION_TIMEOUT_MS = 40_000;

export type Send = (topic: string, partition: number, records: OutRecord[] | PackedRecords) => Promise<void>;

export interface BatchOptions {
  /** bytes of records at most */
  maxBatchBytes: number;
  maxBatchRecords: number;
  compression: Codec;
  /** called for each batch that a broker has taken, with its bytes before compression; its transaction may still be aborted */
  onBatch?: (records: number, bytes: number) => void;
}

/** How far the source was read, to be committed with what was made of it. */
export interface SourceOffset {
  group: string;
  topic: string;
  partition: number;
  /** Offset after the last source record. */
  offset: bigint;
}

export class Transactor {
  readonly #producer: KafkaJsProducer;
  readonly #batches: BatchOptions;
  /** Requests that are under way. */
  readonly #steps = new Set<Promise<unknown>>();
  #usable = true;
  #closed = false;
  /** Settles when the outcome of the transaction that is being committed is known. */
  #committing: Promise<unknown> | undefined;

  private constructor(producer: KafkaJsProducer, batches: BatchOptions) {
    this.#producer = producer;
    this.#batches = batches;
  }

  /** Resolves when no earlier owner of the id can write or commit any more, and all that it began has ended. */
  static async open(kafka: Kafka, transactionalId: string, batches: BatchOptions): Promise<Transactor> {
    const producer = await connectProducer(kafka, { transactionalId, transactionTimeout: TRANSACTION_TIMEOUT_MS });
    const transactor = new Transactor(producer, batches);
    try {
      // kafkajs sends InitProducerId with the first transaction, and nothing for one that is empty.
      await (await producer.transaction()).abort();
    } catch (error) {
      await transactor.close();
      throw error;
    }
    return transactor;
  }

  /** False after a failure, unless nothing had been sent. */
  get usable(): boolean {
    return this.#usable;
  }

  /**
   * One transaction: all that `work` sends and the source's offset become visible together.
   * @throws when the transaction was not begun, was not committed, or may or may not be
   */
  async transact(source: SourceOffset, work: (send: Send) => Promise<void>): Promise<void> {
    this.#usable = false;
    const transaction = await this.#step(() => this.#producer.transaction());
    const { maxBatchBytes: maxBytes, maxBatchRecords: maxRecords, compression, onBatch } = this.#batches;
    const producer = wrapProducer({ send: transaction.send, disconnect: async () => undefined }, compression);
    let sent = false;
    try {
      await work((topic, partition, records) => {
        sent = true;
        return sendInBatches(records, { maxBytes, maxRecords }, async (batch) => {
          await this.#step(() => producer.send(topic, partition, batch));
          onBatch?.(batch.length, sizeOfAll(batch));
        });
      });
    } catch (error) {
      // kafkajs sends nothing for an empty transaction.
      if (!sent) await transaction.abort();
      this.#usable = !sent;
      throw error;
    }
    const { group: consumerGroupId, topic, partition, offset } = source;
    const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }];
    await this.#step(() => transaction.sendOffsets({ consumerGroupId, topics }));
    this.#committing = this.#step(() => transaction.commit());
    await this.#committing;
    this.#usable = true;
  }

  /** What is under way is left to whoever opens the id next, but for a commit: who begins one sees it through. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#committing?.catch(() => undefined);
    await this.#disconnect();
    // What kafkajs was repeating meanwhile has connected again.
    if (this.#steps.size > 0) void Promise.allSettled(this.#steps).then(() => this.#disconnect());
  }

  async #step<T>(request: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error("the transaction was given up");
    const step = request();
    this.#steps.add(step);
    try {
      return await step;
    } finally {
      this.#steps.delete(step);
    }
  }

  async #disconnect(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
  }
}
