/** Committed offsets of a group that no transaction can change any more, from the coordinator that is the coordinator. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Kafka } from "kafkajs";
import { type Cluster, createCluster, kafkaJsModule } from "../cluster.ts";
import { agreedCoordinator } from "./agreed-coordinator.ts";
import { type FetchedOffset, offsetFetch } from "./offset-fetch.ts";

/** A transaction is open, or its end has not reached the group's coordinator. */
const UNSTABLE_OFFSET_COMMIT = 88;
const NOT_COORDINATOR = 16;
/** The coordinator is loading, being elected, or another one. */
const MOVING = [14, 15, NOT_COORDINATOR];
/** milliseconds */
const PAUSE_MS = 20;
const MOVING_LIMIT_MS = 10_000;

export class CommittedOffsets {
  readonly #cluster: Cluster;
  readonly #group: string;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka, group: string) {
    this.#cluster = createCluster(kafka);
    this.#group = group;
  }

  /**
   * Waits while a transaction may still change it, and a while when the coordinator moves.
   * @returns undefined when none is committed
   * @throws an error of kafkajs when the coordinator cannot be asked, and the signal's reason when aborted
   */
  async of(topic: string, partition: number, signal: AbortSignal): Promise<bigint | undefined> {
    await this.connect();
    for (const deadline = performance.now() + MOVING_LIMIT_MS; ; await sleep(PAUSE_MS)) {
      const { errorCode, offset } = await this.#ask(topic, partition);
      signal.throwIfAborted();
      if (errorCode === 0) return offset < 0n ? undefined : offset;
      const again = MOVING.includes(errorCode) && performance.now() < deadline;
      if (errorCode !== UNSTABLE_OFFSET_COMMIT && !again)
        throw kafkaJsModule("protocol/error").createErrorFromCode(errorCode);
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
    const broker = await agreedCoordinator(this.#cluster, this.#group);
    if (broker === undefined) {
      await this.#cluster.refreshMetadata().catch(() => undefined);
      return { errorCode: NOT_COORDINATOR, offset: -1n };
    }
    try {
      return await broker.connectionPool.send(offsetFetch(this.#group, topic, partition));
    } catch (error) {
      // As kafkajs' own requests do; the next one connects anew.
      await broker.disconnect();
      throw error;
    }
  }
}
