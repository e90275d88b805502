/** Sequence numbers of an idempotent producer by topic-partition. They go round after 2^31, which kafkajs' own do not do right. */
const ROUND = 2 ** 31;

export class Sequences {
  readonly #next = new Map<string, Map<number, number>>();

  /** The sequence of the next record. */
  get(topic: string, partition: number): number {
    return this.#next.get(topic)?.get(Number(partition)) ?? 0;
  }

  /** @param increment records sent, or, negative, records taken back */
  move(topic: string, partition: number, increment: number): void {
    let partitions = this.#next.get(topic);
    if (partitions === undefined) {
      partitions = new Map();
      this.#next.set(topic, partitions);
    }
    partitions.set(Number(partition), (this.get(topic, partition) + increment + ROUND) % ROUND);
  }

  /** A new producer id begins anew. */
  reset(): void {
    this.#next.clear();
  }
}
