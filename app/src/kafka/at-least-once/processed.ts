/**
 * What this member itself has processed of each partition. After a rejoin kafkajs begins at the committed offset, which may lie
 * behind: a commit fails while its coordinator is away. Whatever others did meanwhile, records that were processed here, and whose
 * results were acknowledged, need not be processed again.
 */
import type { Mark } from "../source/fetched.ts";

interface Run {
  /** First records of the batches of an unbroken run, oldest first. */
  marks: Mark[];
  /** Offset after the run. */
  next: bigint;
}

/** Batches of a partition that are remembered; older ones would be processed again. */
const MARKS = 512;

export class Processed {
  readonly #runs = new Map<number, Run>();

  /**
   * A batch was processed.
   * @param from position that it was fetched from
   * @param first its first record
   * @param next offset after it
   */
  add(partition: number, from: bigint, first: Mark, next: bigint): void {
    const run = this.#runs.get(partition);
    if (run === undefined || run.next !== from) {
      this.#runs.set(partition, { marks: [first], next });
      return;
    }
    run.marks.push(first);
    if (run.marks.length > MARKS) run.marks.shift();
    run.next = next;
  }

  /**
   * @param first record of a batch
   * @returns the offset up to which its records were processed here; undefined when they were not, or when it is not certain that
   * they are the same ones: a topic that was deleted and made anew begins with the same offsets
   */
  upTo(partition: number, first: Mark | undefined): bigint | undefined {
    const run = this.#runs.get(partition);
    if (run === undefined || first === undefined || first.offset >= run.next) return undefined;
    const mark = run.marks.find(({ offset }) => offset >= first.offset);
    if (mark === undefined || mark.offset !== first.offset || mark.timestamp !== first.timestamp) return undefined;
    return run.next;
  }
}
