/** The way to one topic-partition: a queue, and at most one send outstanding. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import type { OutRecord } from "../port.ts";
import { isTooLarge, RecordTooLargeError, SendAbortedError, SendTimeoutError } from "./errors.ts";
import type { Producers } from "./producers.ts";
import type { SendOptions, SendResult } from "./sink.ts";

export interface LaneOptions {
  producers: Producers;
  maxBatchBytes: number;
  log: Log;
  onAttempt: (ok: boolean) => void;
  /** So many records were acknowledged or given up, and are no longer held. */
  onSettled: (records: number) => void;
}

/** kafkajs groups messages in quadratic time: 1,000 take 2 ms, 10,000 take 91 ms (reference/kafkajs.md 1.2). */
const MAX_BATCH_RECORDS = 1_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** A call of send(); it may take several batches. */
interface Call {
  records: OutRecord[];
  offsets: (bigint | undefined)[];
  /** Records of it that are acknowledged. */
  acknowledged: number;
  attempted: boolean;
  over: boolean;
  options: SendOptions;
  resolve(result: SendResult): void;
  reject(error: Error): void;
}

export class Lane {
  readonly #topic: string;
  readonly #partition: number;
  readonly #options: LaneOptions;
  #queue: Call[] = [];
  #running = false;
  #closed = false;
  /** Since when sends to this partition fail, milliseconds since 1970. */
  failingSince: number | undefined;

  constructor(topic: string, partition: number, options: LaneOptions) {
    this.#topic = topic;
    this.#partition = partition;
    this.#options = options;
  }

  send(records: OutRecord[], options: SendOptions): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        records,
        offsets: [],
        acknowledged: 0,
        attempted: false,
        over: false,
        options,
        resolve,
        reject,
      };
      options.signal?.addEventListener(
        "abort",
        () => this.#giveUp(call, new SendAbortedError("The send was aborted.")),
        { once: true },
      );
      this.#queue.push(call);
      if (options.signal?.aborted || this.#closed)
        this.#giveUp(call, new SendAbortedError("The sink is closed or the send was aborted."));
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
      this.#options.onSettled(call.records.length);
      return false;
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    let wait = FIRST_RETRY_MS;
    let limit = MAX_BATCH_RECORDS;
    for (this.#sweep(); this.#queue.length > 0; this.#sweep()) {
      const batch = this.#take(limit);
      const failure = await this.#attempt(batch);
      this.#options.onAttempt(failure === undefined);
      if (failure === undefined) {
        wait = FIRST_RETRY_MS;
        limit = MAX_BATCH_RECORDS;
      } else if (isTooLarge(failure)) {
        if (batch.length > 1) limit = Math.ceil(batch.length / 2);
        else this.#giveUp(batch[0]!.call, new RecordTooLargeError(`${this.#topic} does not take a record so large.`));
      } else {
        this.failingSince ??= Date.now();
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

  /** The next records, up to the limits of a batch, at least one. */
  #take(limit: number): { call: Call; index: number }[] {
    const batch: { call: Call; index: number }[] = [];
    let bytes = 0;
    for (const call of this.#queue) {
      for (let index = call.acknowledged; index < call.records.length; index += 1) {
        bytes += sizeOf(call.records[index]!);
        if (batch.length > 0 && (batch.length >= limit || bytes > this.#options.maxBatchBytes)) return batch;
        batch.push({ call, index });
      }
    }
    return batch;
  }

  async #attempt(batch: { call: Call; index: number }[]): Promise<unknown> {
    let failure: unknown;
    try {
      const lease = await this.#options.producers.lease();
      for (const { call } of batch) call.attempted = true;
      try {
        const records = batch.map(({ call, index }) => call.records[index]!);
        const ack = await lease.producer.send(this.#topic, this.#partition, records);
        this.#acknowledge(batch, ack.baseOffset);
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

  #acknowledge(batch: { call: Call; index: number }[], base: bigint | undefined): void {
    this.failingSince = undefined;
    for (const [position, { call }] of batch.entries()) {
      call.offsets.push(base === undefined ? undefined : base + BigInt(position));
      call.acknowledged += 1;
      if (call.acknowledged < call.records.length || call.over) continue;
      call.over = true;
      call.resolve({
        topic: this.#topic,
        partition: this.#partition,
        baseOffset: call.offsets[0],
        offsets: call.offsets,
      });
    }
  }
}

/** bytes, about; Kafka adds some for lengths and deltas */
function sizeOf(record: OutRecord): number {
  let size = 30 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const [name, value] of Object.entries(record.headers ?? {})) {
    for (const one of [value].flat()) size += name.length + one.length + 4;
  }
  return size;
}
