/** Committed offsets of a group that no transaction can change any more. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Kafka } from "kafkajs";
import { type Broker, type Cluster, createCluster, kafkaJsModule } from "../cluster.ts";
import { type FetchedOffset, offsetFetch } from "./offset-fetch.ts";

/** A transaction has committed or aborted, and the group's coordinator has not heard of it yet. */
const UNSTABLE_OFFSET_COMMIT = 88;
const UNSTABLE_PAUSE_MS = 20;

export class CommittedOffsets {
  readonly #cluster: Cluster;
  readonly #group: string;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka, group: string) {
    this.#cluster = createCluster(kafka);
    this.#group = group;
  }

  /**
   * Waits while a transaction may still change it.
   * @returns undefined when none is committed
   * @throws an error of kafkajs when the coordinator cannot be asked, and the signal's reason when aborted
   */
  async of(topic: string, partition: number, signal: AbortSignal): Promise<bigint | undefined> {
    await this.connect();
    for (;;) {
      signal.throwIfAborted();
      const { errorCode, offset } = await this.#ask(topic, partition);
      if (errorCode === 0) return offset < 0n ? undefined : offset;
      if (errorCode !== UNSTABLE_OFFSET_COMMIT) throw kafkaJsModule("protocol/error").createErrorFromCode(errorCode);
      await sleep(UNSTABLE_PAUSE_MS);
    }
  }

  async connect(): Promise<void> {
    this.#connected ??= this.#cluster.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    await this.#connected;
  }

  async close(): Promise<void> {
    await this.#connected?.catch(() => undefined);
    await this.#cluster.disconnect();
  }

  async #ask(topic: string, partition: number): Promise<FetchedOffset> {
    const broker: Broker = await this.#cluster.findGroupCoordinator({ groupId: this.#group });
    try {
      return await broker.connectionPool.send(offsetFetch(this.#group, topic, partition));
    } catch (error) {
      // As kafkajs' own requests do; the next one connects anew.
      await broker.disconnect();
      throw error;
    }
  }
}
