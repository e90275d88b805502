/**
 * At least once: results are written until they are acknowledged, and the offsets that they reach to are committed afterwards. What
 * was written and not committed when a process ends is written again by whoever gets the partition.
 */
import type { Log } from "../../log.ts";
import type { BatchHandler, Output } from "../port.ts";
import type { Sink } from "../sink/sink.ts";
import type { Delivery, SendCommit } from "../source/delivery.ts";
import { type FetchedBatch, markOf } from "../source/fetched.ts";
import type { Membership } from "../source/membership.ts";
import { Commits } from "./commits.ts";
import { Processed } from "./processed.ts";

export interface AtLeastOnceOptions {
  sink: Pick<Sink, "send" | "maxBatchBytes" | "warmUp" | "idleMs" | "failingMs">;
  membership: Membership;
  log: Log;
  /** milliseconds that a finished batch waits for its commit at most; a killed member's are repeated */
  commitMs?: number;
}

const COMMIT_MS = 100;

export class AtLeastOnce implements Delivery {
  readonly #sink: AtLeastOnceOptions["sink"];
  readonly #commits: Commits;
  readonly #processed = new Processed();
  #session = {};

  constructor({ sink, membership, log, commitMs: intervalMs = COMMIT_MS }: AtLeastOnceOptions) {
    this.#sink = sink;
    this.#commits = new Commits({ membership, intervalMs, log });
  }

  warmUp(): Promise<void> {
    return this.#sink.warmUp();
  }

  async begin(batch: FetchedBatch): Promise<bigint> {
    return this.#processed.upTo(batch.partition, markOf(batch)) ?? batch.from;
  }

  async deliver(batch: FetchedBatch, handler: BatchHandler, signal: AbortSignal): Promise<void> {
    const first = markOf(batch);
    if (first === undefined) return;
    await handler(batch, this.#output(signal), signal);
    this.#processed.add(batch.partition, batch.from, first, batch.nextOffset);
  }

  delivered(topic: string, partition: number, offset: bigint, commit: SendCommit): Promise<void> {
    return this.#commits.add(topic, partition, offset, commit);
  }

  joined(): void {
    this.#session = {};
    this.#commits.reset();
  }

  flush(): Promise<void> {
    return this.#commits.flush();
  }

  idleMs(): number {
    return this.#sink.idleMs();
  }

  failingMs(): number {
    return this.#sink.failingMs();
  }

  /** The sink is closed by whoever made it. */
  async close(): Promise<void> {}

  #output(signal: AbortSignal): Output {
    const sink = this.#sink;
    return {
      session: this.#session,
      maxBatchBytes: sink.maxBatchBytes,
      send: (topic, partition, records) => sink.send(topic, partition, records, { signal }),
      whenSettled: (done) => done(true),
    };
  }
}
