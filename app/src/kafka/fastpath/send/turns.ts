/** Lets the sends of an idempotent producer to one partition follow each other, and stops them when its sequence is in doubt. */

export class SequenceInDoubtError extends Error {
  override readonly name = "SequenceInDoubtError";
  readonly retriable = false;

  constructor(partition: string, cause: unknown) {
    super(
      `An earlier send to ${partition} failed without an answer whether it was stored, so that this producer's next records could be taken for its and dropped. Disconnect this producer and create another one.`,
      { cause },
    );
  }
}

export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #doubtful = new Map<string, unknown>();

  /** Waits until no other send to any of these partitions is under way. Call what it resolves to when the send is over. */
  async take(partitions: readonly string[]): Promise<() => void> {
    const before = partitions.map((partition) => this.#last.get(partition));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const partition of partitions) this.#last.set(partition, promise);
    await Promise.all(before);
    return () => {
      for (const partition of partitions) if (this.#last.get(partition) === promise) this.#last.delete(partition);
      resolve();
    };
  }

  /** A send was given up, and its records may be stored nevertheless. */
  doubt(partition: string, cause: unknown): void {
    this.#doubtful.set(partition, cause);
  }

  /** @throws SequenceInDoubtError */
  check(partitions: readonly string[]): void {
    for (const partition of partitions) {
      if (this.#doubtful.has(partition)) throw new SequenceInDoubtError(partition, this.#doubtful.get(partition));
    }
  }
}
