/** Reads one partition from an offset to its end, without a consumer group: for state that is restored before work begins. */
import type { Kafka } from "kafkajs";
import { messageOf } from "../errors.ts";
import {
  type Broker,
  type Cluster,
  createCluster,
  kafkaJsModule,
  READ_COMMITTED,
  READ_UNCOMMITTED,
} from "./cluster.ts";
import type { Headers, InRecord } from "./port.ts";

interface Message extends Omit<InRecord, "offset" | "headers"> {
  offset: string;
  headers?: Headers;
}

export interface ReadOptions {
  topic: string;
  partition: number;
  /** Default: the first offset that is still there. */
  from?: bigint;
  /** bytes a fetch; default 4 MiB */
  maxBytes?: number;
  /** Transactions that are open below the end are waited for; a dead owner's is aborted by the broker after its timeout. */
  waitForOpen?: boolean;
  signal?: AbortSignal;
}

/** Milliseconds that a broker may wait for records that are not there; at the end of a partition there are none. */
const MAX_WAIT_MS = 100;
/** What stands for the end of a partition where a time is asked for. */
const LATEST = -1;
/** With a pause of 200 ms in between. */
const TRIES = 20;

export class PartitionReader {
  readonly #cluster: Cluster;
  readonly #Batch: new (
    topic: string,
    offset: string,
    data: object,
  ) => {
    messages: Message[];
    isEmptyIncludingFiltered(): boolean;
    isEmptyDueToFiltering(): boolean;
    lastOffset(): string;
  };
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka) {
    this.#cluster = createCluster(kafka);
    this.#Batch = kafkaJsModule("consumer/batch");
  }

  /**
   * Gives every committed record up to the end that the partition had when reading began, or up to the first record of a transaction
   * that is open.
   * @returns the offset after the last one
   * @throws Error when the partition cannot be read, and the signal's reason when aborted
   */
  async readToEnd(options: ReadOptions, each: (record: InRecord) => void): Promise<bigint> {
    const { topic, partition, signal } = options;
    this.#connected ??= this.#cluster.connect();
    await this.#connected;
    await this.#cluster.addTargetTopic(topic);
    // A leader that is new may not know yet how much is committed, and would tell a fetch an end that lies before it.
    const last = await this.#again(options, () => this.#lastOffset(topic, partition));
    let end = options.waitForOpen ? last : undefined;
    let offset = options.from ?? (await this.#again(options, () => this.#firstOffset(topic, partition)));
    for (;;) {
      signal?.throwIfAborted();
      const found = await this.#again(options, () => this.#fetch(options, offset));
      const batch = new this.#Batch(topic, String(offset), found);
      for (const { offset: at, key, value, timestamp, headers = {} } of batch.messages)
        each({ offset: BigInt(at), timestamp, key, value, headers });
      // Also when all that was there was compacted away.
      if (!batch.isEmptyIncludingFiltered() || batch.isEmptyDueToFiltering()) offset = BigInt(batch.lastOffset()) + 1n;
      end ??= BigInt(found.lastStableOffset ?? last);
      if (offset >= end) return offset;
    }
  }

  async close(): Promise<void> {
    await this.#connected?.catch(() => undefined);
    await this.#cluster.disconnect();
  }

  async #firstOffset(topic: string, partition: number): Promise<bigint> {
    const [found] = await this.#cluster.fetchTopicsOffset([
      { topic, partitions: [{ partition }], fromBeginning: true },
    ]);
    const offset = found?.partitions.find((one) => one.partition === partition)?.offset;
    if (offset === undefined) throw new Error("it is not there");
    return BigInt(offset);
  }

  /** Offset after the last committed record, whether its transaction is decided or not. Rejects while the leader cannot tell. */
  async #lastOffset(topic: string, partition: number): Promise<bigint> {
    const { responses } = await (await this.#leader(topic, partition)).listOffsets({
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: [{ partition, timestamp: LATEST }] }],
    });
    const offset = responses[0]?.partitions[0]?.offset;
    if (offset === undefined) throw new Error("the broker's answer does not name it");
    return BigInt(offset);
  }

  async #leader(topic: string, partition: number): Promise<Broker> {
    const [nodeId] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new Error("it is not there, or has no leader");
    return this.#cluster.findBroker({ nodeId });
  }

  async #fetch({ topic, partition, maxBytes = 4_194_304 }: ReadOptions, offset: bigint) {
    const broker = await this.#leader(topic, partition);
    const { responses } = await broker.fetch({
      maxWaitTime: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes,
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
    });
    const found = responses[0]?.partitions[0];
    if (found === undefined) throw new Error("the broker's answer does not name it");
    return found;
  }

  /** Leaders move and partitions are added: asks again after a look at the cluster. */
  async #again<T>({ topic, partition, signal }: ReadOptions, work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        signal?.throwIfAborted();
        if (tries === TRIES)
          throw new Error(`Partition ${partition} of ${topic} cannot be read: ${messageOf(error)}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 200));
        await this.#cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }
}
