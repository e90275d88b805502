/** The way to one topic-partition: a queue, and at most one send outstanding. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";
import { isTooLarge, RecordTooLargeError, SendAbortedError, SendTimeoutError } from "./errors.ts";
import type { Producers } from "./producers.ts";
import type { SendOptions, SendResult } from "./sink.ts";
import { sizeOf } from "./size.ts";

export interface LaneOptions {
  producers: Producers;
  maxBatchBytes: number;
  log: Log;
  onAttempt: (ok: boolean) => void;
  /** So many records were acknowledged or given up, and are no longer held. */
  onSettled: (records: number) => void;
}

/** Of records that are small; larger ones reach the limit in bytes first. */
const MAX_BATCH_RECORDS = 20_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** A call of send(); it may take several batches. */
interface Call {
  /** Packed ones are a batch of their own. */
  records: OutRecord[] | PackedRecords;
  offsets: (bigint | undefined)[];
  baseOffset: bigint | undefined;
  /** Records of it that are acknowledged. */
  acknowledged: number;
  attempted: boolean;
  over: boolean;
  options: SendOptions;
  resolve(result: SendResult): void;
  reject(error: Error): void;
}

/** Records of a call that go into a batch. */
interface Part {
  call: Call;
  from: number;
  to: number;
}
interface Batch {
  records: OutRecord[] | PackedRecords;
  parts: Part[];
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

  send(records: OutRecord[] | PackedRecords, options: SendOptions): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        records,
        offsets: [],
        baseOffset: undefined,
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
        const [first] = batch.parts;
        if (batch.records instanceof PackedRecords || batch.records.length === 1)
          this.#giveUp(first!.call, new RecordTooLargeError(`${this.#topic} does not take a record so large.`));
        else limit = Math.ceil(batch.records.length / 2);
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
  #take(limit: number): Batch {
    const records: OutRecord[] = [];
    const parts: Part[] = [];
    let bytes = 0;
    for (const call of this.#queue) {
      if (call.records instanceof PackedRecords) {
        if (parts.length > 0) break;
        return { records: call.records, parts: [{ call, from: 0, to: call.records.length }] };
      }
      const part = { call, from: call.acknowledged, to: call.acknowledged };
      parts.push(part);
      for (; part.to < call.records.length; part.to += 1) {
        const record = call.records[part.to]!;
        bytes += sizeOf(record);
        if (records.length > 0 && (records.length >= limit || bytes > this.#options.maxBatchBytes))
          return { records, parts };
        records.push(record);
      }
    }
    return { records, parts };
  }

  async #attempt({ records, parts }: Batch): Promise<unknown> {
    let failure: unknown;
    try {
      const lease = await this.#options.producers.lease();
      for (const { call } of parts) call.attempted = true;
      try {
        const ack = await lease.producer.send(this.#topic, this.#partition, records);
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
