/** What both Node producers are fed with: chunks of the same events, to the partitions in turn, some calls of each outstanding. */
export interface FeedOptions {
  partitions: number;
  records: number;
  /** records a call */
  chunk: number;
  /** calls outstanding a partition */
  outstanding: number;
}

/** @param send writes the records numbered from `first`; resolves when they are acknowledged */
export async function feed(
  options: FeedOptions,
  send: (partition: number, first: number, count: number) => Promise<unknown>,
): Promise<void> {
  const { partitions, records, chunk, outstanding } = options;
  let next = 0;
  async function lane(partition: number): Promise<void> {
    while (next < records) {
      const first = next;
      const count = Math.min(chunk, records - first);
      next += count;
      await send(partition, first, count);
    }
  }
  await Promise.all(Array.from({ length: partitions * outstanding }, (_, index) => lane(index % partitions)));
}
