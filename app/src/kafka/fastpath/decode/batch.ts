/**
 * Stands in for consumer/batch.js: what one fetch brought of one partition. Messages are made when they are asked for; who can
 * work with the columns of its segments needs none (recordSegments).
 */
import { isAborted } from "./aborted.ts";
import { RecordSet } from "./messages.ts";
import type { Message, Segment } from "./segment.ts";

export interface PartitionData {
  partition: number;
  highWatermark: string;
  abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
  messages: RecordSet | Message[];
}

export class FastBatch {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: string;
  readonly fetchedOffset: string;
  /** Given by the changed runner: what BatchHooks.epoch() was when it was asked for. */
  epoch: number | undefined;
  /** Segments with records that may be shown; each from its `first` record on. */
  readonly visible: readonly Segment[];
  /** Records that may be shown. */
  readonly size: number;
  readonly #all: RecordSet;
  readonly #within: readonly Segment[];
  #messages: Message[] | undefined;

  constructor(topic: string, fetchedOffset: string, data: PartitionData & { messages: RecordSet }) {
    this.topic = topic;
    this.partition = data.partition;
    this.highWatermark = data.highWatermark;
    this.fetchedOffset = fetchedOffset;
    this.#all = data.messages;
    const from = Number(fetchedOffset);
    for (const segment of this.#all.segments) segment.first = firstFrom(segment, from);
    this.#within = this.#all.segments.filter((segment) => segment.first < segment.count);
    const aborted = isAborted(this.#all.segments, data.abortedTransactions ?? []);
    this.visible = this.#within.filter((segment) => !segment.context.isControlBatch && !aborted.has(segment));
    this.size = this.visible.reduce((sum, segment) => sum + segment.count - segment.first, 0);
  }

  get messages(): Message[] {
    this.#messages ??= this.visible.flatMap(fromFirst);
    return this.#messages;
  }

  /** Made anew at each call. */
  get rawMessages(): Message[] {
    return this.#all.messages();
  }

  /** Made anew at each call. */
  get messagesWithinOffset(): Message[] {
    return this.#within.flatMap(fromFirst);
  }

  /** The last record that may be shown; kafkajs compares resolved offsets with its. */
  lastMessage(): { offset: string } | undefined {
    const segment = this.visible.at(-1);
    return segment === undefined ? undefined : { offset: String(segment.offset(segment.count - 1)) };
  }

  isEmpty(): boolean {
    return this.size === 0;
  }

  isEmptyIncludingFiltered(): boolean {
    return this.#within.length === 0;
  }

  /** There was something, also if all of its records were compacted away: the position can move. */
  isEmptyDueToFiltering(): boolean {
    return this.isEmpty() && this.#all.segments.length > 0;
  }

  isEmptyControlRecord(): boolean {
    return this.isEmpty() && this.#within.some((segment) => segment.context.isControlBatch);
  }

  isEmptyDueToLogCompactedMessages(): boolean {
    return this.#all.segments.length > 0 && this.isEmptyIncludingFiltered();
  }

  firstOffset(): string | null {
    const segment = this.#within[0];
    return segment === undefined ? null : String(segment.offset(segment.first));
  }

  /**
   * The last offset that this fetch covers, also when the records at the end of the last batch were compacted away: kafkajs
   * itself would then ask for the same batch again once for each of their offsets.
   */
  lastOffset(): string {
    return String(this.#lastOffset());
  }

  /** Records after the last one of this batch. */
  offsetLag(): string {
    return String(Number(this.highWatermark) - 1 - this.#lastOffset());
  }

  /** Records after the first one of this batch. */
  offsetLagLow(): string {
    const first = this.firstOffset();
    return first === null ? "0" : String(Number(this.highWatermark) - 1 - Number(first));
  }

  #lastOffset(): number {
    const segment = this.#all.segments.at(-1);
    if (segment === undefined) return Number(this.highWatermark) - 1;
    // Whatever a broker sends, the position never goes back, and passes no offset that it did not send.
    return Math.max(segment.lastOffset, Number(this.fetchedOffset) - 1);
  }
}

function firstFrom(segment: Segment, offset: number): number {
  if (segment.baseOffset >= offset) return 0;
  let index = 0;
  while (index < segment.count && segment.offset(index) < offset) index += 1;
  return index;
}

function fromFirst(segment: Segment): Message[] {
  const messages = new Array<Message>(segment.count - segment.first);
  for (let index = segment.first; index < segment.count; index += 1)
    messages[index - segment.first] = segment.message(index);
  return messages;
}

/** A class for kafkajs to make batches with: ours, or its own for what an old broker sends. */
export function createBatchClass(Original: new (topic: string, fetchedOffset: string, data: PartitionData) => object) {
  return class Batch {
    constructor(topic: string, fetchedOffset: string, data: PartitionData) {
      const { messages } = data;
      // biome-ignore lint/correctness/noConstructorReturn: kafkajs calls it with new and only uses what it is given
      if (messages instanceof RecordSet) return new FastBatch(topic, fetchedOffset, { ...data, messages });
      // biome-ignore lint/correctness/noConstructorReturn: as above
      return new Original(topic, fetchedOffset, data);
    }
  };
}

/**
 * The records of a batch that was given to `eachBatch`, as columns, in order; each segment's from its `first` on.
 * @returns undefined when the batch was decoded by kafkajs itself: use its messages
 */
export function recordSegments(batch: object): readonly Segment[] | undefined {
  return batch instanceof FastBatch ? batch.visible : undefined;
}

/**
 * Which epoch of the membership a batch was asked for in.
 * @returns undefined when kafkajs' own code fetched or decoded it
 */
export function fetchEpoch(batch: object): number | undefined {
  return batch instanceof FastBatch ? batch.epoch : undefined;
}
