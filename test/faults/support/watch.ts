/**
 * Watches one side while faults go on: what it has committed, what has results, and how that moves. Committed offsets never go back,
 * and never pass a record without a result (criterion C5); and who stands still although there is work does not call itself ready (C8).
 */
import type { Side } from "./side.ts";
import type { TopicReader } from "./topic-reader.ts";

/** Milliseconds that nothing may move, with work to do, while every processor says that it is ready. */
export const STILL_MS = 20_000;

export class SideWatch {
  readonly side: Side;
  /** What was found that must not be. */
  readonly findings: string[] = [];
  committed = new Map<number, bigint>();
  /** Most records beyond the committed offsets since this was set to 0: what a failure may repeat. */
  window = 0;
  /** Most time between two moves, with work to do, in which every processor said that it is ready; milliseconds. */
  longestReadyStill = 0;
  readonly #mayReset: boolean;
  /** Found at the last look. */
  #suspected: string[] = [];
  #movedAt = Date.now();
  #count = 0;
  /** Of the time since then, what every processor of the side was ready in. */
  #readyMs = 0;
  /** When all of them last said so; undefined when the last time some did not. */
  #readyAt: number | undefined;

  /** @param mayReset committed offsets may come to stand for nothing */
  constructor(side: Side, mayReset: boolean) {
    this.side = side;
    this.#mayReset = mayReset;
  }

  /** What was read of the committed offsets; a partition that is not among them stays as it was. */
  offsets(committed: Map<number, bigint>): void {
    for (const [partition, offset] of committed) {
      const before = this.committed.get(partition) ?? -1n;
      // kafkajs commits a negative one when the offset that it wanted to read is not there.
      if (offset < before && (offset >= 0n || !this.#mayReset))
        this.findings.push(`C5: committed ${before} of partition ${partition}, then ${offset}`);
      this.committed.set(partition, offset);
    }
  }

  /** After the offsets, the input and this side's topics were read, in this order. */
  looked(input: TopicReader): void {
    this.#measure(input);
    const { results, semantics } = this.side;
    if (results.count !== this.#count || results.complete)
      [this.#count, this.#movedAt, this.#readyMs] = [results.count, Date.now(), 0];
    this.longestReadyStill = Math.max(this.longestReadyStill, this.#readyMs);
    // Within a transaction offsets and results become visible together, but not in one instant.
    if (semantics === "exactly-once") return;
    // What a broker hides now, it may have hidden before that was noticed.
    const suspected = this.#suspected.splice(0);
    if (results.output.hides || results.dead.hides) return;
    this.findings.push(...suspected);
    for (const [partition, offset] of this.committed) {
      const first = results.firstWithout(partition);
      if (first !== undefined && first < offset)
        this.#suspected.push(`C5: ${offset} of partition ${partition} is committed, and ${first} has no result`);
    }
  }

  /** Asks the processors whether they are ready. */
  async sample(): Promise<void> {
    const { processors } = this.side;
    const { ports } = processors;
    const ready = await Promise.all(
      ports.map(
        async (port) => (await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(900) })).ok,
      ),
    ).catch(() => [false]);
    const now = Date.now();
    const isReady = ports.length > 0 && ready.every(Boolean);
    // Summed up: who is unready now and then has no excuse for all the time between.
    if (isReady && this.#readyAt !== undefined) this.#readyMs += now - Math.max(this.#readyAt, this.#movedAt);
    this.#readyAt = isReady ? now : undefined;
  }

  /** Everything that the source topic holds is committed; control records at a partition's end need not be. */
  isCommitted({ seen }: TopicReader): boolean {
    const last = new Map(seen.map(({ partition, offset }) => [partition, offset]));
    return [...last].every(([partition, offset]) => (this.committed.get(partition) ?? 0n) > offset);
  }

  /** Of the source topic that comes next: offsets begin anew. */
  forget(): void {
    this.committed = new Map();
  }

  #measure(input: TopicReader): void {
    let window = 0;
    for (const [partition, { end }] of input.partitions) {
      const reached = this.committed.get(partition) ?? 0n;
      if (end > reached) window += Number(end - reached);
    }
    this.window = Math.max(this.window, window);
  }
}
