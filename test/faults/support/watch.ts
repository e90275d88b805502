/** Watches a group's committed offsets while a fault goes on: they never go back (criterion C5). */
import type { Cluster } from "./cluster.ts";

export class OffsetWatch {
  readonly regressions: string[] = [];
  readonly committed = new Map<number, bigint>();
  readonly #cluster: Cluster;
  readonly #group: string;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(cluster: Cluster, group: string) {
    this.#cluster = cluster;
    this.#group = group;
    this.#done = this.#loop();
  }

  /** Reads once. Brokers that do not answer are no finding: what counts is what is read. */
  async look(): Promise<void> {
    // Of a transaction that is decided but not yet marked at a coordinator that just took over, the offset before it would be told.
    const asked = { groups: [this.#group], requireStable: true };
    const [found] = await this.#cluster.admin((admin) => admin.listConsumerGroupOffsets(asked));
    for (const { partitions } of found?.topics ?? [])
      for (const { partitionIndex, committedOffset } of partitions) {
        const before = this.committed.get(partitionIndex) ?? -1n;
        if (committedOffset < before) this.regressions.push(`${partitionIndex}: ${before} -> ${committedOffset}`);
        this.committed.set(partitionIndex, committedOffset);
      }
  }
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #loop(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.look().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
  }
}
