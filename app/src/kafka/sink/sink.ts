/**
 * Writes records at least once: one topic-partition a send, one outstanding send a partition, each repeated until it is
 * acknowledged by all in-sync replicas, its deadline passes or its sender gives up. What waits while a send is out goes
 * together into the next one; with a linger a batch that is not full also waits for more when nothing is out.
 */
import type { Log } from "../../log.ts";
import type { PackedRecords } from "../packed/records.ts";
import type { Ack, OutRecord } from "../port.ts";
import { type Batching, DEFAULT_BATCHING } from "./batch.ts";
import { Lane, type LaneOptions } from "./lane.ts";
import { Producers } from "./producers.ts";

export { RecordTooLargeError, SendAbortedError, SendTimeoutError } from "./errors.ts";

export interface SinkOptions {
  open: ConstructorParameters<typeof Producers>[0];
  /** bytes; of the broker, for one batch */
  maxMessageBytes: number;
  log: Log;
  /** When a batch is sent. Default: at once, with up to 900,000 bytes and 20,000 records. */
  batching?: Batching;
  /** called for each failed attempt */
  onRetry?: () => void;
  /** called for each acknowledged batch, with about its bytes before compression */
  onBatch?: (records: number, bytes: number) => void;
}

export interface SendOptions {
  /** milliseconds of performance.now(); after it the send rejects with SendTimeoutError. Default: never. */
  deadline?: number;
  /** When aborted, what was not sent yet is dropped and the send rejects with SendAbortedError. */
  signal?: AbortSignal;
}

/**
 * Bytes of records that fit into a batch, with room for its own header, and for lengths that are only estimated.
 * @param maxMessageBytes of the broker, for one batch
 * @param wanted by setting
 */
export function batchBytes(maxMessageBytes: number, wanted: number): number {
  return Math.min(wanted, Math.floor(maxMessageBytes * 0.85));
}

export class Sink {
  readonly #lanes = new Map<string, Lane>();
  readonly #producers: Producers;
  readonly #laneOptions: LaneOptions;
  #pendingRecords = 0;
  #waiting: { below: number; resolve: () => void }[] = [];
  #lastProgress = performance.now();
  #sweeper: NodeJS.Timeout;

  constructor(options: SinkOptions) {
    const { batching = DEFAULT_BATCHING } = options;
    this.#producers = new Producers(options.open);
    this.#laneOptions = {
      producers: this.#producers,
      batching: { ...batching, maxBytes: batchBytes(options.maxMessageBytes, batching.maxBytes) },
      log: options.log,
      onAttempt: (ok) => {
        this.#lastProgress = performance.now();
        if (!ok) options.onRetry?.();
      },
      onBatch: (records, bytes) => options.onBatch?.(records, bytes),
      onSettled: (records) => this.#settled(records),
    };
    this.#sweeper = setInterval(() => {
      for (const lane of this.#lanes.values()) lane.expire(performance.now());
    }, 200);
    this.#sweeper.unref();
  }

  /**
   * Resolves when every record is acknowledged. The records of a call keep their order; it may take several batches, so each
   * record's offset is told. Packed records are one batch, and refused as a whole when it is too large.
   */
  send(
    topic: string,
    partition: number,
    records: OutRecord[] | PackedRecords,
    options: SendOptions = {},
  ): Promise<SendResult> {
    const name = `${topic}-${partition}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new Lane(topic, partition, this.#laneOptions);
      this.#lanes.set(name, lane);
    }
    this.#pendingRecords += records.length;
    return lane.send(records, options);
  }

  /** Connects a producer ahead of the first send. */
  async warmUp(): Promise<void> {
    (await this.#producers.lease()).release(false);
  }

  /** Bytes of records in a batch at most; packed records should not be more. */
  get maxBatchBytes(): number {
    return this.#laneOptions.batching.maxBytes;
  }

  /** Records taken and not yet acknowledged or given up. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Milliseconds since when some partition cannot be written to; 0 when all can. */
  failingMs(): number {
    const now = performance.now();
    let since = now;
    for (const lane of this.#lanes.values()) since = Math.min(since, lane.failingSince ?? now);
    return now - since;
  }

  /** Milliseconds since an attempt ended, well or not. */
  idleMs(): number {
    return performance.now() - this.#lastProgress;
  }

  /** Resolves once fewer than `count` records are pending. */
  async below(count: number): Promise<void> {
    if (this.#pendingRecords < count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ below: count, resolve }));
  }

  /** Closes the producers. Await what was sent before; what is still pending is given up. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const lane of this.#lanes.values()) lane.close();
    await this.#producers.close();
  }

  #settled(records: number): void {
    this.#pendingRecords -= records;
    const ready = this.#waiting.filter(({ below }) => this.#pendingRecords < below);
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  }
}

export interface SendResult extends Ack {
  /** Of each record, in the order given; undefined where the broker did not tell. Of packed records none is told. */
  offsets: (bigint | undefined)[];
}
