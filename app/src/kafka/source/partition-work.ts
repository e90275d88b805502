/**
 * The batches of one partition, as long as it is ours: one at work and two that wait for it, while kafkajs fetches another. They are
 * taken without a gap; after a failure what waits is forgotten and read again.
 */
import type { EachBatchPayload } from "kafkajs";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { skipBefore } from "../batch.ts";
import { type BatchHandler, NotNowError } from "../port.ts";
import type { Delivery } from "./delivery.ts";
import { type FetchedBatch, toFetched } from "./fetched.ts";

export interface PartitionWorkOptions {
  delivery: Delivery;
  handler: BatchHandler;
  /** Aborted when the partition is no longer ours. */
  signal: AbortSignal;
  /** What is still being done on the partition since it was ours before. */
  after: Promise<void>;
  log: Log;
}

interface Item {
  payload: EachBatchPayload;
  batch: FetchedBatch;
  /** Tells whether it was delivered. */
  done: (delivered: boolean) => void;
}

/**
 * Batches that wait. A fetch brings one of every partition, and the next is made when all have room: with one that waits, partitions
 * that are done early stood idle. More would only take memory.
 */
const WAITING = 2;
/** milliseconds; a partition that waits is not fetched in a busy loop */
const LEAST_PAUSE_MS = 100;
const FAILED_PAUSE_MS = 1_000;

export class PartitionWork {
  readonly #options: PartitionWorkOptions;
  #queue: Item[] = [];
  #room = Promise.withResolvers<void>();
  /** Where the next batch must begin; undefined: anywhere, as none was taken yet. */
  #next: bigint | undefined;
  /** Where work begins, once that is known. */
  #begin: bigint | undefined;
  #over: Promise<void>;
  #running = false;
  #itemSince: number | undefined;
  #failingSince: number | undefined;
  #waitingSince: number | undefined;

  constructor(options: PartitionWorkOptions) {
    this.#options = options;
    this.#over = options.after;
  }

  get hasRoom(): boolean {
    return this.#queue.length < WAITING;
  }
  /** Resolves when there may be room again. */
  get room(): Promise<void> {
    return this.hasRoom ? Promise.resolve() : this.#room.promise;
  }
  /** Resolves when nothing is being done. */
  get over(): Promise<void> {
    return this.#over;
  }
  /** Milliseconds that the batch at work has taken; 0: none is. */
  get workingMs(): number {
    return elapsed(this.#itemSince);
  }
  /** Milliseconds since when batches fail for another reason than that they cannot be worked on now; 0: they do not. */
  get failingMs(): number {
    return elapsed(this.#failingSince);
  }

  /** Milliseconds since when its batch waits for something that is not there now, such as a schema; 0: none does. */
  get waitingMs(): number {
    return elapsed(this.#waitingSince);
  }

  /**
   * Takes a batch that begins where the one before ended.
   * @returns whether it was delivered; undefined when it was not taken: what is fetched next may fit
   */
  take(payload: EachBatchPayload): Promise<boolean> | undefined {
    const batch = toFetched(payload);
    if (!this.hasRoom || (this.#next !== undefined && batch.from !== this.#next)) return undefined;
    this.#next = batch.nextOffset;
    const { promise, resolve: done } = Promise.withResolvers<boolean>();
    this.#queue.push({ payload, batch, done });
    if (!this.#running) {
      this.#running = true;
      this.#over = this.#over.then(() => this.#run());
    }
    return promise;
  }

  /** Forgets what waits; it is to be read again. */
  drop(): void {
    const [first] = this.#queue;
    if (first !== undefined) this.#readAgain(first);
  }

  /** kafkajs reads on from another offset than it was to: the one that was asked for is no longer there. */
  jump(): void {
    this.drop();
    this.#next = undefined;
  }

  async #run(): Promise<void> {
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      this.#tellRoom();
      this.#itemSince = performance.now();
      try {
        item.done(await this.#work(item));
        this.#failingSince = undefined;
        this.#waitingSince = undefined;
      } catch (error) {
        item.done(false);
        if (!this.#options.signal.aborted) this.#failed(error, item);
      }
      this.#itemSince = undefined;
    }
    this.#running = false;
  }

  async #work({ payload, batch }: Item): Promise<boolean> {
    const { delivery, handler, signal } = this.#options;
    const { topic, partition, nextOffset } = batch;
    const commit = (offset: bigint): Promise<void> =>
      delivery.delivered(topic, partition, offset, (offsets) => payload.commitOffsetsIfNecessary(offsets));
    if (signal.aborted) return false;
    if (this.#begin === undefined) {
      const begin = await delivery.begin(batch, signal);
      if (signal.aborted) return false;
      if (begin > batch.from) await commit(begin);
      this.#begin = begin;
    }
    if (nextOffset <= this.#begin) return true;
    if (batch.from < this.#begin) {
      skipBefore(batch.columns, Number(this.#begin));
      batch.from = this.#begin;
    }
    await delivery.deliver(batch, handler, signal);
    if (signal.aborted) return false;
    await commit(nextOffset);
    return true;
  }

  #failed(error: unknown, item: Item): void {
    const { log } = this.#options;
    const { partition } = item.batch;
    this.#begin = undefined;
    this.#readAgain(item);
    const resume = item.payload.pause();
    let retryInMs = FAILED_PAUSE_MS;
    if (error instanceof NotNowError) {
      this.#waitingSince ??= performance.now();
      retryInMs = Math.max(error.retryInMs, LEAST_PAUSE_MS);
      log.warn({ partition, retryInMs, reason: messageOf(error) }, "partition waits");
    } else {
      this.#failingSince ??= performance.now();
      log.error({ partition, retryInMs, err: error }, "batch failed, to be read again");
    }
    // Also when the partition is no longer ours: kafkajs would keep it paused if it came back.
    setTimeout(resume, retryInMs).unref();
  }

  #readAgain({ payload, batch }: Item): void {
    for (const { done } of this.#queue) done(false);
    this.#queue = [];
    this.#next = batch.from;
    if (!this.#options.signal.aborted) payload.resolveOffset(String(batch.from - 1n));
    this.#tellRoom();
  }

  #tellRoom(): void {
    this.#room.resolve();
    this.#room = Promise.withResolvers<void>();
  }
}

/** Milliseconds; 0: it has not begun. */
function elapsed(since: number | undefined): number {
  return since === undefined ? 0 : performance.now() - since;
}
