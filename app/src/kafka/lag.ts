/**
 * How far behind this member is, partition by partition. A batch tells it when it is done; a look at the partitions' ends from time to
 * time tells it also while nothing is fetched: nothing new came, or reading stands still.
 */
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

/** First and next offset of a partition. */
export interface PartitionEnds {
  low: bigint;
  high: bigint;
}

export interface LagWatchOptions {
  /** Of the input topic's partitions. */
  ends(): Promise<ReadonlyMap<number, PartitionEnds>>;
  /** Where the group goes on, of the partitions that have a committed offset. */
  committed(): Promise<ReadonlyMap<number, bigint>>;
  /** Partitions of this member. */
  assigned(): readonly number[];
  /** Records of a partition that are not processed yet. */
  set(partition: number, lag: number): void;
  log: Log;
  /** default 15,000, as often as Prometheus asks */
  intervalMs?: number;
}

export class LagWatch {
  readonly #options: LagWatchOptions;
  /** Offset after the last record that was processed here. */
  #positions = new Map<number, bigint>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LagWatchOptions) {
    this.#options = options;
  }

  /** Looks from time to time, until close(). */
  start(): void {
    this.#timer = setInterval(() => void this.look(), this.#options.intervalMs ?? 15_000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A batch is done. */
  processed(partition: number, nextOffset: bigint, highWatermark: bigint): void {
    this.#positions.set(partition, nextOffset);
    this.#set(partition, nextOffset, highWatermark);
  }

  /** Partitions were taken or given: what was processed before tells nothing any more. */
  reset(): void {
    this.#positions = new Map();
  }

  /** Asks for the ends now; when they are not told, what was known stays. */
  async look(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      this.#options.log.debug({ reason: messageOf(error) }, "lag not known");
    }
  }

  async #look(): Promise<void> {
    const { ends, committed, assigned } = this.#options;
    const positions = this.#positions;
    if (assigned().length === 0) return;
    const untouched = assigned().some((partition) => !positions.has(partition));
    const [found, offsets] = await Promise.all([ends(), untouched ? committed() : new Map<number, bigint>()]);
    // Joined anew meanwhile.
    if (positions !== this.#positions) return;
    for (const partition of assigned()) {
      const end = found.get(partition);
      if (end === undefined) continue;
      const position = positions.get(partition) ?? offsets.get(partition) ?? end.low;
      this.#set(partition, position > end.low ? position : end.low, end.high);
    }
  }

  #set(partition: number, position: bigint, high: bigint): void {
    this.#options.set(partition, Math.max(0, Number(high - position)));
  }
}
