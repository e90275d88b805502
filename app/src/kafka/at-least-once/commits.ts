/**
 * Commits the offsets of finished work, those of all partitions in one request and not more often than each interval: a commit is a
 * write of the coordinator, and one a batch would cost it more than the records do. What is not committed yet when a process is killed
 * is repeated.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { SendCommit } from "../source/delivery.ts";
import { isMembershipError, type Membership } from "../source/membership.ts";

export interface CommitsOptions {
  membership: Membership;
  /** milliseconds that an offset waits for others at most; 0: none */
  intervalMs: number;
  log: Log;
}

const TRIES = 5;

export class Commits {
  readonly #options: CommitsOptions;
  #offsets = new Map<number, bigint>();
  #topic = "";
  #send: SendCommit | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #under: Promise<void> = Promise.resolve();

  constructor(options: CommitsOptions) {
    this.#options = options;
  }

  /** The offset is to be committed; resolves at once unless its time has come. */
  async add(topic: string, partition: number, offset: bigint, send: SendCommit): Promise<void> {
    const { intervalMs, membership } = this.#options;
    this.#topic = topic;
    this.#send = send;
    this.#offsets.set(partition, offset);
    const wait = this.#lastAt + intervalMs - performance.now();
    if (wait <= 0 || membership.isLeaving) return this.flush();
    this.#timer ??= setTimeout(() => void this.flush(), wait).unref();
  }

  /** Commits what waits. A commit that fails only means that work may be repeated. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#under = this.#under.then(() => this.#commit());
    return this.#under;
  }

  /** The group was joined anew: what waited belongs to the generation before. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#offsets.clear();
    this.#send = undefined;
  }

  async #commit(): Promise<void> {
    const { membership, log } = this.#options;
    const { epoch } = membership;
    const send = this.#send;
    if (this.#offsets.size === 0 || send === undefined) return;
    const partitions = [...this.#offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    this.#offsets = new Map();
    this.#lastAt = performance.now();
    for (let tries = 1; membership.epoch === epoch; tries += 1) {
      try {
        // Not consumer.commitOffsets(): kafkajs drops that silently while it stops.
        return await send({ topics: [{ topic: this.#topic, partitions }] });
      } catch (error) {
        if (isMembershipError(error)) membership.leaving();
        if (isMembershipError(error) || tries >= TRIES) {
          log.warn({ partitions, reason: messageOf(error) }, "not committed, may be repeated");
          return;
        }
        await sleep(100 * 2 ** tries);
      }
    }
  }
}
