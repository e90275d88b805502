/** What became of the records of a source topic, as far as it was read: which have a result, and from where on some have none. */
import type { Admin } from "@platformatic/kafka";
import type { Seen } from "../../../app/test/integration/reader.ts";
import { eventIdOf, sourceOf } from "./oracle.ts";
import type { TopicReader } from "./topic-reader.ts";

interface Line {
  offsets: bigint[];
  /** All before this index have a result. */
  done: number;
}

export class Results {
  readonly output: TopicReader;
  readonly dead: TopicReader;
  /** Positions of records that need no result. */
  readonly excused = new Set<string>();
  readonly #input: TopicReader;
  readonly #done = new Set<string>();
  readonly #lines = new Map<number, Line>();
  #inputRead = 0;
  #outputRead = 0;
  #deadRead = 0;

  /** @param input is updated by whoever shares it */
  constructor(input: TopicReader, output: TopicReader, dead: TopicReader) {
    this.#input = input;
    this.output = output;
    this.dead = dead;
  }

  /** Source records that have a result. */
  get count(): number {
    return this.#done.size;
  }

  async update(admin: Admin): Promise<void> {
    await this.output.update(admin);
    await this.dead.update(admin);
    this.#outputRead = this.#each(this.output.seen, this.#outputRead, eventIdOf);
    this.#deadRead = this.#each(this.dead.seen, this.#deadRead, sourceOf);
    for (; this.#inputRead < this.#input.seen.length; this.#inputRead += 1) {
      const { partition, offset } = this.#input.seen[this.#inputRead]!;
      const line = this.#lines.get(partition) ?? { offsets: [], done: 0 };
      line.offsets.push(offset);
      this.#lines.set(partition, line);
    }
  }

  /** Offset of the first record of a partition that has no result; undefined when all that were read have one. */
  firstWithout(partition: number): bigint | undefined {
    const line = this.#lines.get(partition);
    if (line === undefined) return undefined;
    while (line.done < line.offsets.length && this.#has(partition, line.offsets[line.done]!)) line.done += 1;
    return line.offsets[line.done];
  }

  /** Of records that can have no result any more, such as deleted ones, none is wanted. */
  excuse(which: (record: Seen) => boolean): void {
    for (const record of this.#input.seen) {
      if (this.#has(record.partition, record.offset) || !which(record)) continue;
      const position = `${this.#input.topic}-${record.partition}-${record.offset}`;
      this.excused.add(position);
      this.#done.add(position);
    }
  }

  /** Every record of the source that was read has a result. */
  get complete(): boolean {
    return [...this.#lines.keys()].every((partition) => this.firstWithout(partition) === undefined);
  }

  #has(partition: number, offset: bigint): boolean {
    return this.#done.has(`${this.#input.topic}-${partition}-${offset}`);
  }
  #each(seen: readonly Seen[], from: number, source: (one: Seen) => string): number {
    for (let at = from; at < seen.length; at += 1) this.#done.add(source(seen[at]!));
    return seen.length;
  }
}
