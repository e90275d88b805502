/** Knows how many partitions topics have, and asks again from time to time, as partitions may be added while we run. */
import type { Admin, Kafka } from "kafkajs";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { PartitionEnds } from "./lag.ts";
import type { Topics } from "./port.ts";

/** milliseconds */
const REFRESH_MS = 10_000;

export class TopicCatalog implements Topics {
  readonly #admin: Admin;
  readonly #names: string[];
  readonly #log: Log;
  readonly #counts = new Map<string, number>();
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(kafka: Kafka, names: string[], log: Log) {
    this.#admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } });
    this.#names = names;
    this.#log = log;
  }

  partitions(topic: string): number | undefined {
    return this.#counts.get(topic);
  }

  /** Kafka answered lately, and every topic exists. */
  get healthy(): boolean {
    return this.#failures < 2 && this.#names.every((name) => this.#counts.has(name));
  }

  /** Connects, and resolves when all topics are known; goes on refreshing until close(). Rejects when Kafka is not reached. */
  async start(): Promise<void> {
    await this.#admin.connect();
    await this.refresh();
    this.#schedule();
  }

  /** Asks now. */
  async refresh(): Promise<void> {
    let topics: { name: string; partitions: unknown[] }[];
    try {
      topics = (await this.#admin.fetchTopicMetadata({ topics: this.#names })).topics;
    } catch (error) {
      // kafkajs swallows the broker's error here and stumbles over its absence.
      this.#failures += 1;
      throw new Error(`The topics ${this.#names.join(", ")} cannot be described: ${messageOf(error)}`, {
        cause: error,
      });
    }
    this.#failures = 0;
    for (const { name, partitions } of topics) {
      const before = this.#counts.get(name);
      if (before !== partitions.length)
        this.#log.info({ topic: name, partitions: partitions.length, before }, "partitions of a topic");
      this.#counts.set(name, partitions.length);
    }
  }

  /** First and next offset of each partition of a topic. */
  async ends(topic: string): Promise<Map<number, PartitionEnds>> {
    const found = await this.#admin.fetchTopicOffsets(topic);
    return new Map(found.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
  }

  /** Where a group goes on in a topic, of the partitions that have a committed offset. */
  async committed(group: string, topic: string): Promise<Map<number, bigint>> {
    const [found] = await this.#admin.fetchOffsets({ groupId: group, topics: [topic] });
    const known = (found?.partitions ?? []).filter(({ offset }) => BigInt(offset) >= 0n);
    return new Map(known.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#admin.disconnect();
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.refresh()
        .catch((error: unknown) => this.#log.warn({ err: error }, "topics not refreshed"))
        .finally(() => this.#schedule());
    }, REFRESH_MS);
  }
}
