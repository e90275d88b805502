/** What kafkajs fetches goes to the work of its partition, which is waited for when it has enough: that is the back-pressure. */
import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload } from "kafkajs";
import type { Log } from "../../log.ts";
import { type BatchHooks, fetchEpoch } from "../fastpath/index.ts";
import type { BatchHandler } from "../port.ts";
import type { Delivery } from "./delivery.ts";
import { isMembershipError, type Membership } from "./membership.ts";
import { PartitionWork } from "./partition-work.ts";

export interface BatchWorkOptions {
  membership: Membership;
  delivery: Delivery;
  handler: BatchHandler;
  heartbeatMs: number;
  log: Log;
}

/** kafkajs fetches nothing from a broker while one of its partitions is waited for; after so long the others go on without it. */
const PAUSE_AFTER_MS = 500;
/** How long a rebalance waits for batches at work to end, which saves repeating them; below the session timeout. */
const LEAVE_GRACE_MS = 5_000;

export class BatchWork {
  readonly #options: BatchWorkOptions;
  /** What kafkajs calls besides eachBatch, with the fast path. */
  readonly hooks: BatchHooks = {
    epoch: () => this.#options.membership.epoch,
    beforeRejoin: () => this.beforeRejoin(),
    takesEmpty: true,
  };
  #works = new Map<number, PartitionWork>();
  /** What is being done on a partition, also when it was begun before a rebalance. */
  readonly #over = new Map<number, Promise<void>>();
  #stopping = false;

  constructor(options: BatchWorkOptions) {
    this.#options = options;
  }

  /** kafkajs' eachBatch. Returning without resolving the offset means that the batch is fetched again. */
  async onBatch(payload: EachBatchPayload): Promise<void> {
    const { membership } = this.#options;
    const { epoch } = membership;
    const { partition } = payload.batch;
    // Fetched over and over while the others are drained, if it were not paused.
    if (this.#stopping) return void payload.pause();
    if (membership.isLeaving || !membership.owns(partition)) return;
    // kafkajs may have asked for it before a rebalance, from where it was then.
    const asked = fetchEpoch(payload.batch);
    if (asked !== undefined && asked !== epoch) return;
    const work = this.#workOf(partition);
    if (!work.hasRoom && !(await within(work.room, PAUSE_AFTER_MS))) return void work.room.then(payload.pause());
    if (membership.epoch !== epoch || membership.isLeaving || this.#stopping) return;
    const delivered = work.take(payload);
    if (delivered === undefined) return;
    this.#over.set(partition, work.over);
    // Reading ahead is safe only when it is known which fetches are of before a rebalance.
    if (asked === undefined && !(await this.#beatUntil(delivered, payload))) return;
    if (membership.epoch === epoch) payload.resolveOffset(payload.batch.lastOffset());
  }

  /** Partitions are about to be taken away: what is at work ends and is committed, unless that takes too long. */
  async beforeRejoin(): Promise<void> {
    this.#options.membership.leaving();
    await within(this.#atWork(), LEAVE_GRACE_MS);
    await this.#options.delivery.flush();
  }

  /** The group is joined anew: nothing of before counts. */
  joined(): void {
    this.#works = new Map();
    this.#options.delivery.joined();
  }

  /** kafkajs reads a partition on from another offset, as the one that it asked for is no longer there. */
  jump(partition: number): void {
    this.#works.get(partition)?.jump();
  }

  /** Takes no more batches; resolves when those at work have ended and are committed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#atWork();
    await this.#options.delivery.flush();
  }

  /** Milliseconds for which some batch is at work and nothing is written: it will not end by itself. */
  stuckMs(): number {
    const idleMs = this.#options.delivery.idleMs();
    return Math.max(0, ...[...this.#works.values()].map(({ workingMs }) => Math.min(workingMs, idleMs)));
  }

  /** Milliseconds since when batches of some partition fail; 0: none do. */
  failingMs(): number {
    return Math.max(0, ...[...this.#works.values()].map(({ failingMs }) => failingMs));
  }

  /** Milliseconds since when all partitions that are ours wait for something that is not there now; 0: some go on. */
  waitingMs(): number {
    const { assigned } = this.#options.membership;
    if (assigned.length === 0) return 0;
    return Math.min(...assigned.map((partition) => this.#works.get(partition)?.waitingMs ?? 0));
  }

  /** Forgets what waits; resolves when what is at work is over. */
  async #atWork(): Promise<void> {
    for (const work of this.#works.values()) work.drop();
    await Promise.all(this.#over.values());
  }

  #workOf(partition: number): PartitionWork {
    let work = this.#works.get(partition);
    if (work === undefined) {
      const { delivery, handler, membership, log } = this.#options;
      const after = this.#over.get(partition) ?? Promise.resolve();
      work = new PartitionWork({ delivery, handler, signal: membership.signal, after, log });
      this.#works.set(partition, work);
    }
    return work;
  }

  /** kafkajs sends no heartbeats of its own while it waits for a batch. */
  async #beatUntil(delivered: Promise<boolean>, payload: EachBatchPayload): Promise<boolean> {
    const { membership, heartbeatMs } = this.#options;
    const { epoch } = membership;
    while (!(await within(delivered, heartbeatMs))) {
      if (membership.epoch !== epoch || membership.leavingMs() > LEAVE_GRACE_MS) return false;
      await payload.heartbeat().catch((error: unknown) => {
        if (isMembershipError(error)) membership.leaving();
      });
    }
    return delivered;
  }
}

/** Whether something ends in time. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
