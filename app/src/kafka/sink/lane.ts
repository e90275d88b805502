/** The way to one topic-partition: a queue, and at most one send outstanding. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";
import { type Batch, type Batching, type Call, Gathering, type Part, takeBatch } from "./batch.ts";
import { isTooLarge, RecordTooLargeError, SendAbortedError, SendTimeoutError } from "./errors.ts";
import type { Producers } from "./producers.ts";
import type { SendOptions, SendResult } from "./sink.ts";

export interface LaneOptions {
  producers: Producers;
  batching: Batching;
  log: Log;
  onAttempt: (ok: boolean) => void;
  /** A batch of so many records, and about so many bytes before compression, was acknowledged. */
  onBatch: (records: number, bytes: number) => void;
  /** So many records were acknowledged or given up, and are no longer held. */
  onSettled: (records: number) => void;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

export class Lane {
  readonly #topic: string;
  readonly #partition: number;
  readonly #options: LaneOptions;
  #queue: Call[] = [];
  #running = false;
  #closed = false;
  /** What waits for more records before it is sent. */
  #gathering: Gathering | undefined;
  /** Since when sends to this partition fail, as performance.now() has it. */
  failingSince: number | undefined;

  constructor(topic: string, partition: number, options: LaneOptions) {
    this.#topic = topic;
    this.#partition = partition;
    this.#options = options;
  }

  send(records: OutRecord[] | PackedRecords, options: SendOptions): Promise<SendResult> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const abandon = (): void => this.#giveUp(call, new SendAbortedError("The send was aborted."));
      const call: Call = {
        records,
        since: performance.now(),
        offsets: [],
        baseOffset: undefined,
        acknowledged: 0,
        attempted: false,
        over: false,
        options,
        resolve,
        reject,
        // The signal lives as long as the membership: whoever stayed with it would never be freed.
        leaveSignal: () => signal?.removeEventListener("abort", abandon),
      };
      signal?.addEventListener("abort", abandon, { once: true });
      this.#queue.push(call);
      if (signal?.aborted || this.#closed)
        this.#giveUp(call, new SendAbortedError("The sink is closed or the send was aborted."));
      this.#gathering?.add(call);
      if (!this.#running) void this.#run();
    });
  }

  /** Rejects calls whose deadline has passed. */
  expire(now: number): void {
    for (const call of this.#queue) {
      if (call.options.deadline === undefined || call.options.deadline > now) continue;
      this.#giveUp(
        call,
        new SendTimeoutError(`${this.#topic}-${this.#partition} did not acknowledge in time.`, call.attempted),
      );
    }
  }

  close(): void {
    this.#closed = true;
    for (const call of this.#queue) this.#giveUp(call, new SendAbortedError("The sink is closed."));
    this.#gathering?.end();
  }

  #giveUp(call: Call, error: Error): void {
    if (call.over) return;
    call.over = true;
    call.reject(error);
  }

  /** Calls that are over leave the queue here, and only here, so that memory is accounted for until then. */
  #sweep(): void {
    this.#queue = this.#queue.filter((call) => {
      if (!call.over) return true;
      call.leaveSignal();
      this.#options.onSettled(call.records.length);
      return false;
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    let wait = FIRST_RETRY_MS;
    const { batching } = this.#options;
    let limit = batching.maxRecords;
    for (this.#sweep(); this.#queue.length > 0; this.#sweep()) {
      const lingering = this.#linger();
      if (lingering !== undefined) {
        await lingering;
        continue;
      }
      const batch = takeBatch(this.#queue, { maxBytes: batching.maxBytes, maxRecords: limit });
      const failure = await this.#attempt(batch);
      this.#options.onAttempt(failure === undefined);
      if (failure === undefined) {
        wait = FIRST_RETRY_MS;
        limit = batching.maxRecords;
      } else if (isTooLarge(failure)) {
        const [first] = batch.parts;
        if (batch.records instanceof PackedRecords || batch.records.length === 1)
          this.#giveUp(first!.call, new RecordTooLargeError(`${this.#topic} does not take a record so large.`));
        else limit = Math.ceil(batch.records.length / 2);
      } else {
        this.failingSince ??= performance.now();
        this.#options.log.warn(
          { topic: this.#topic, partition: this.#partition, err: failure, retryInMs: wait },
          "not acknowledged, sending again",
        );
        await sleep(wait);
        wait = Math.min(wait * 2, LAST_RETRY_MS);
      }
    }
    this.#running = false;
    this.failingSince = undefined;
  }

  /** Resolves when it is time to look at the queue again; undefined when the next batch is full or has waited long enough. */
  #linger(): Promise<void> | undefined {
    const { batching } = this.#options;
    const rest = this.#queue[0]!.since + batching.lingerMs - performance.now();
    if (batching.lingerMs === 0 || rest <= 0 || this.#closed) return undefined;
    const gathering = new Gathering(batching);
    for (const call of this.#queue) gathering.add(call);
    if (gathering.full) return undefined;
    this.#gathering = gathering;
    return gathering.wait(rest).finally(() => {
      this.#gathering = undefined;
    });
  }

  async #attempt({ records, bytes, parts }: Batch): Promise<unknown> {
    let failure: unknown;
    try {
      const lease = await this.#options.producers.lease();
      for (const { call } of parts) call.attempted = true;
      try {
        const ack = await lease.producer.send(this.#topic, this.#partition, records);
        this.#options.onBatch(records.length, bytes);
        this.#acknowledge(parts, ack.baseOffset);
      } catch (error) {
        failure = error ?? new Error("send failed");
      }
      // Whatever happened to the batch, kafkajs' sequence numbers can no longer be trusted; a refusal for size is the exception.
      lease.release(failure !== undefined && !isTooLarge(failure));
    } catch (error) {
      failure = error ?? new Error("no producer");
    }
    return failure;
  }

  #acknowledge(parts: readonly Part[], base: bigint | undefined): void {
    this.failingSince = undefined;
    let next = base;
    for (const { call, from, to } of parts) {
      call.baseOffset ??= next;
      if (call.records instanceof PackedRecords) next = undefined;
      else
        for (let index = from; index < to; index += 1) {
          call.offsets.push(next);
          if (next !== undefined) next += 1n;
        }
      call.acknowledged = to;
      if (to < call.records.length || call.over) continue;
      call.over = true;
      const { offsets, baseOffset } = call;
      call.resolve({ topic: this.#topic, partition: this.#partition, baseOffset, offsets });
    }
  }
}
