/**
 * Reads a topic from its first record on, with a client that shares nothing with the application; each update brings what came since.
 * Only records of decided transactions are seen, and of those that were aborted none.
 */
import { type Admin, fetchV11, ListOffsetTimestamps, type RecordsBatch } from "@platformatic/kafka";
import { committedBatches } from "../../../app/test/integration/committed.ts";
import type { Seen } from "../../../app/test/integration/reader.ts";

const READ_COMMITTED = 1;
const MAX_BYTES = 4_194_304;
const NEW_LEADER_MS = 2_000;

type FetchResponse = Awaited<ReturnType<typeof fetchV11.api.async>>;
type Answer = FetchResponse["responses"][number]["partitions"][number];

interface Partition {
  /** Offset to read next. */
  position: bigint;
  /** Offset before which every transaction is decided. */
  stable: bigint;
  /** Offset after the last record. */
  end: bigint;
}

export class TopicReader {
  readonly topic: string;
  /** In the order of each partition's offsets. */
  readonly seen: Seen[] = [];
  readonly partitions = new Map<number, Partition>();

  /**
   * What was acknowledged last may not be seen: fewer replicas are in sync than the topic wants, or a leader is new and has not heard
   * yet how far its followers are.
   */
  hides = false;
  readonly #minInsync: number;
  /** Leader's epoch of each partition, and until when it counts as new. */
  readonly #epochs = new Map<number, { epoch: number; newUntil: number }>();

  /**
   * @param minInsync min.insync.replicas of the topic
   * @param after reads on where another reader of the topic is; default: from the first record
   */
  constructor(topic: string, minInsync = 2, after?: TopicReader) {
    this.topic = topic;
    this.#minInsync = minInsync;
    for (const [index, partition] of after?.partitions ?? []) this.partitions.set(index, { ...partition });
  }

  /** Every transaction in it is decided, and all was read. */
  get complete(): boolean {
    return [...this.partitions.values()].every(({ position, end }) => position === end);
  }

  /** Reads to where transactions are decided now. Rejects when a broker does not answer; what was read until then stays. */
  async update(admin: Admin): Promise<void> {
    const { topics } = await admin.metadata({ topics: [this.topic], forceUpdate: true });
    const found = topics.get(this.topic);
    if (found === undefined) throw new Error(`${this.topic} is not known`);
    const isNew = found.partitions.map(({ leaderEpoch }, index) => this.#isNew(index, leaderEpoch));
    this.hides = isNew.includes(true) || found.partitions.some(({ isr }) => isr.length < this.#minInsync);
    await this.#addNew(admin, found.partitionsCount);
    const leaders = new Map<number, number[]>();
    for (const [index, { leader }] of found.partitions.entries())
      leaders.set(leader, [...(leaders.get(leader) ?? []), index]);
    for (const [node, partitions] of leaders) await this.#readFrom(admin, node, partitions);
  }

  #isNew(partition: number, epoch: number): boolean {
    const known = this.#epochs.get(partition);
    const newUntil = known?.epoch === epoch ? known.newUntil : Date.now() + NEW_LEADER_MS;
    this.#epochs.set(partition, { epoch, newUntil });
    return Date.now() < newUntil;
  }

  async #addNew(admin: Admin, count: number): Promise<void> {
    const unknown = Array.from({ length: count }, (_, index) => index).filter((index) => !this.partitions.has(index));
    if (unknown.length === 0) return;
    const partitions = unknown.map((partitionIndex) => ({ partitionIndex, timestamp: ListOffsetTimestamps.EARLIEST }));
    const [found] = await admin.listOffsets({ topics: [{ name: this.topic, partitions }] });
    for (const { partitionIndex, offset } of found!.partitions)
      this.partitions.set(partitionIndex, { position: offset, stable: offset, end: offset });
  }

  async #readFrom(admin: Admin, node: number, indexes: number[]): Promise<void> {
    const connection = (await admin.connectToBrokers([node])).get(node);
    if (connection === undefined) throw new Error(`broker ${node} does not answer`);
    for (let unread = indexes; unread.length > 0; ) {
      const partitions = unread.map((partition) => ({
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: this.partitions.get(partition)!.position,
        lastFetchedEpoch: -1,
        partitionMaxBytes: MAX_BYTES,
      }));
      const response = await fetchV11.api.async(
        connection,
        0,
        0,
        4 * MAX_BYTES,
        READ_COMMITTED,
        0,
        -1,
        [{ topicId: this.topic, partitions }],
        [],
        "",
      );
      const answers = response.responses.flatMap((topic) => topic.partitions);
      unread = answers.filter((answer) => this.#take(answer)).map(({ partitionIndex }) => partitionIndex);
    }
  }

  /** @returns whether there is more of it */
  #take(answer: Answer): boolean {
    const { partitionIndex, records, highWatermark, lastStableOffset } = answer;
    const own = this.partitions.get(partitionIndex)!;
    const before = own.position;
    [own.end, own.stable] = [highWatermark, lastStableOffset];
    const batches = records ?? [];
    for (const batch of committedBatches(batches, answer.abortedTransactions ?? []))
      this.#add(partitionIndex, batch, before);
    const last = batches.at(-1);
    if (last !== undefined) own.position = last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
    return own.position > before && own.position < own.stable;
  }

  #add(partition: number, batch: RecordsBatch, from: bigint): void {
    for (const { offsetDelta, key, value, headers } of batch.records) {
      const offset = batch.firstOffset + BigInt(offsetDelta);
      if (offset < from) continue;
      const named = headers.map(([name, text]) => [String(name), String(text)] as const);
      this.seen.push({
        partition,
        offset,
        key: String(key ?? ""),
        value: value ?? undefined,
        headers: Object.fromEntries(named),
      });
    }
  }
}
