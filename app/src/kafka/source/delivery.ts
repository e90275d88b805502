/** How the results of batches, and the offsets that they reach to, become durable: at least once, or exactly once. */
import type { BatchHandler } from "../port.ts";
import type { FetchedBatch } from "./fetched.ts";

/** kafkajs' commit, which belongs to one generation of the group. */
export type SendCommit = (offsets: {
  topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
}) => Promise<void>;

export interface Delivery {
  /** Connects ahead of the first batch. */
  warmUp(): Promise<void>;
  /**
   * Before the first batch of a partition since the group was joined, and before the first one after a failure.
   * @returns the offset to begin with: records before it are done, and are neither worked on nor committed again
   * @throws NotNowError when it is to be asked again after a while
   */
  begin(batch: FetchedBatch, signal: AbortSignal): Promise<bigint>;
  /**
   * Works on a batch, in the order of the offsets, one call a partition at a time; a batch may be without records.
   * @param signal aborted when the partition is no longer ours
   * @throws NotNowError when the same batch is to be fetched again after a while
   */
  deliver(batch: FetchedBatch, handler: BatchHandler, signal: AbortSignal): Promise<void>;
  /** All before the offset is delivered, and the partition is still ours. */
  delivered(topic: string, partition: number, offset: bigint, commit: SendCommit): Promise<void>;
  /** The group was joined anew: what is not committed belongs to the generation before. */
  joined(): void;
  /** Resolves when what was delivered is committed. */
  flush(): Promise<void>;
  /** Milliseconds since an attempt to write ended, well or not. */
  idleMs(): number;
  /** Milliseconds since when something cannot be written; 0 when all can. */
  failingMs(): number;
  /** Gives up what is under way. */
  close(): Promise<void>;
}
