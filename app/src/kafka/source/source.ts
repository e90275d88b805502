/**
 * A member of a consumer group over kafkajs: what it fetches is worked on partition by partition while it fetches more, heartbeats go
 * on meanwhile, and a member that is stuck, or whose batches fail for long, ends for good.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload, Kafka, Consumer as KafkaJsConsumer } from "kafkajs";
import type { Log } from "../../log.ts";
import type { BatchHandler, Consumer, ConsumerState } from "../port.ts";
import { type JoinReason, RejoinReason } from "../rejoin-reason.ts";
import { BatchWork } from "./batch-work.ts";
import type { Delivery } from "./delivery.ts";
import { Membership } from "./membership.ts";

export interface SourceOptions {
  kafka: Kafka;
  group: string;
  topic: string;
  handler: BatchHandler;
  delivery: (membership: Membership) => Delivery;
  log: Log;
  onState?: (state: ConsumerState) => void;
  /** Told of each join, with what is known of its reason. */
  onJoin?: (reason: JoinReason) => void;
}

/** Of kafkajs' consumer, milliseconds and bytes. */
const settings = {
  /** A killed member is noticed after this. */
  sessionTimeout: 10_000,
  rebalanceTimeout: 60_000,
  heartbeatInterval: 1_000,
  /** Short, as kafkajs sleeps for this long when it has nothing to fetch, and a stop waits for it. */
  maxWaitTimeInMs: 250,
  minBytes: 1,
  maxBytesPerPartition: 1_048_576,
  maxBytes: 16_777_216,
  /** New partitions are seen after at most this. */
  metadataMaxAge: 30_000,
  retry: {
    retries: 4,
    initialRetryTime: 100,
    maxRetryTime: 1_000,
    factor: 0.2,
    multiplier: 2,
    // What may pass by itself; what may not, kafkajs does not ask about. The member stays, and with it what it has processed.
    restartOnFailure: async () => true,
  },
};

/** More batches at once than a member has partitions: each partition has its own turn. */
const CONCURRENT_PARTITIONS = 64;
/** The fetch loop showed no sign of life for so long: kafkajs is stuck, and only a new member helps. */
const SILENT_MS = 120_000;
/** A batch is at work and nothing was written for so long, or batches fail for so long: another member may fare better. */
const STUCK_MS = 60_000;
const WATCH_MS = 5_000;
/** How long a stop waits for kafkajs to leave the group. */
const LEAVE_MS = 4_000;

export class Source implements Consumer {
  readonly #options: SourceOptions;
  readonly #consumer: KafkaJsConsumer;
  readonly #membership = new Membership();
  readonly #rejoin = new RejoinReason();
  readonly #delivery: Delivery;
  readonly #work: BatchWork;
  #state: ConsumerState = "starting";
  #lastSign = performance.now();
  #watchdog: NodeJS.Timeout | undefined;
  readonly #end = Promise.withResolvers<void>();
  readonly ended: Promise<void> = this.#end.promise;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#consumer = options.kafka.consumer({ groupId: options.group, allowAutoTopicCreation: false, ...settings });
    this.#delivery = options.delivery(this.#membership);
    this.#work = new BatchWork({
      membership: this.#membership,
      delivery: this.#delivery,
      handler: options.handler,
      heartbeatMs: settings.heartbeatInterval,
      log: options.log,
    });
    this.ended.catch(() => {});
    this.#listen();
  }

  get state(): ConsumerState {
    return this.#state;
  }
  idleMs(): number {
    return performance.now() - this.#lastSign;
  }
  /** Milliseconds since when results of some partition cannot be written, or its batches fail; 0: neither. */
  failingMs(): number {
    return Math.max(this.#delivery.failingMs(), this.#work.failingMs());
  }
  /** Milliseconds since when none of its partitions can be worked on, as what their records need is not there; 0: some can. */
  waitingMs(): number {
    return this.#work.waitingMs();
  }
  /** Milliseconds for which a batch is at work and nothing is written. */
  stuckMs(): number {
    return this.#work.stuckMs();
  }
  assigned(): readonly number[] {
    return this.#membership.assigned;
  }

  /** kafkajs found an offset gone, and reads the partition on from its oldest record. */
  offsetReset(partition: number): void {
    this.#work.jump(partition);
  }

  /** Joins the group. Rejects when Kafka is not reached; failures after the join come through `ended`. */
  async start(): Promise<void> {
    await Promise.all([this.#consumer.connect(), this.#delivery.warmUp()]);
    // Always from the beginning: kafkajs uses this also for new partitions and after an offset was lost.
    await this.#consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true });
    this.#watchdog = setInterval(() => this.#watch(), WATCH_MS).unref();
    this.#set("joining");
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
      eachBatch: Object.assign((payload: EachBatchPayload) => this.#work.onBatch(payload), this.#work.hooks),
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#watchdog);
    // From here on no batch begins; those at work end and commit, while the membership still stands.
    await this.#work.stop();
    const left = this.#consumer.disconnect().then(() => true);
    left.catch(() => {});
    // While a join is under way kafkajs waits for the whole group, which may take longer than we have. All work is committed,
    // so nothing is lost by going without a word: the group notices after the session timeout.
    if (!(await Promise.race([left, sleep(LEAVE_MS, false)])))
      this.#options.log.warn("ended without leaving the group");
    await this.#delivery.close();
    this.#set("stopped");
    this.#end.resolve();
  }

  #watch(): void {
    const ms = STUCK_MS;
    if (this.idleMs() > SILENT_MS) this.#fail(new Error(`The consumer showed no sign of life for ${SILENT_MS} ms.`));
    else if (this.#work.stuckMs() > ms) this.#fail(new Error(`A batch made no progress for ${ms} ms.`));
    else if (this.#work.failingMs() > ms) this.#fail(new Error(`Batches of a partition failed for ${ms} ms.`));
  }

  #listen(): void {
    const { events } = this.#consumer;
    const alive = (): void => {
      this.#lastSign = performance.now();
    };
    this.#consumer.on(events.FETCH, alive);
    this.#consumer.on(events.END_BATCH_PROCESS, alive);
    // No sign of the fetch loop: heartbeats go on while a fetch waits.
    this.#consumer.on(events.HEARTBEAT, () => this.#membership.confirmed());
    // The earliest sign that partitions are taken away: the answer to a join, before kafkajs acts on it.
    this.#consumer.on(events.REQUEST, ({ payload }) => {
      if (payload.apiName !== "JoinGroup") return;
      this.#membership.left();
      this.#work.joined();
      if (this.#state === "consuming") this.#set("joining");
    });
    this.#consumer.on(events.REBALANCING, () => {
      this.#rejoin.rebalancing();
      this.#membership.leaving();
      if (this.#state === "consuming") this.#set("joining");
    });
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      alive();
      this.#membership.joined(payload.memberAssignment[this.#options.topic] ?? []);
      this.#work.joined();
      this.#options.log.info({ partitions: this.#membership.assigned, ms: payload.duration }, "joined the group");
      this.#options.onJoin?.(this.#rejoin.joined());
      this.#set("consuming");
    });
    this.#consumer.on(events.CRASH, ({ payload }) => {
      if (!payload.restart) return this.#fail(payload.error);
      this.#rejoin.crashed();
      this.#membership.left();
      this.#set("joining");
    });
  }

  #fail(error: Error): void {
    clearInterval(this.#watchdog);
    this.#membership.left();
    this.#set("failed");
    this.#end.reject(error);
  }

  #set(state: ConsumerState): void {
    if (this.#state === state || this.#state === "failed") return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}
