/** How the calls of a lane's send() become batches. */
import { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";
import type { SendOptions, SendResult } from "./sink.ts";
import { sizeOf, sizeOfAll } from "./size.ts";

/** When a batch is sent. */
export interface Batching {
  /** milliseconds that a batch which is not full waits for more records; 0: none */
  lingerMs: number;
  /** bytes of a batch at most, before compression */
  maxBytes: number;
  /** records of a batch at most; packed ones are a batch as they are */
  maxRecords: number;
}

/** Sent at once; of records that are small the number is the limit, larger ones reach that of bytes first. */
export const DEFAULT_BATCHING: Batching = { lingerMs: 0, maxBytes: 900_000, maxRecords: 20_000 };

/** A call of send(); it may take several batches. */
export interface Call {
  /** Packed ones are a batch of their own. */
  records: OutRecord[] | PackedRecords;
  /** When it came, milliseconds of the clock that only goes forward. */
  since: number;
  offsets: (bigint | undefined)[];
  baseOffset: bigint | undefined;
  /** Records of it that are acknowledged. */
  acknowledged: number;
  attempted: boolean;
  over: boolean;
  options: SendOptions;
  resolve(result: SendResult): void;
  reject(error: Error): void;
  /** Once it is over: nothing of it stays with the signal of its options. */
  leaveSignal(): void;
}

/** Records of a call that go into a batch. */
export interface Part {
  call: Call;
  from: number;
  to: number;
}
export interface Batch {
  records: OutRecord[] | PackedRecords;
  /** about, before compression */
  bytes: number;
  parts: Part[];
}

/** The next records of a queue, up to the limits of a batch, at least one. */
export function takeBatch(queue: readonly Call[], { maxBytes, maxRecords }: Omit<Batching, "lingerMs">): Batch {
  const records: OutRecord[] = [];
  const parts: Part[] = [];
  let bytes = 0;
  for (const call of queue) {
    if (call.records instanceof PackedRecords) {
      if (parts.length > 0) break;
      const { records: packed } = call;
      return { records: packed, bytes: sizeOfAll(packed), parts: [{ call, from: 0, to: packed.length }] };
    }
    const part = { call, from: call.acknowledged, to: call.acknowledged };
    parts.push(part);
    for (; part.to < call.records.length; part.to += 1) {
      const record = call.records[part.to]!;
      const size = sizeOf(record);
      if (records.length > 0 && (records.length >= maxRecords || bytes + size > maxBytes))
        return { records, bytes, parts };
      records.push(record);
      bytes += size;
    }
  }
  return { records, bytes, parts };
}

/** A batch that waits for more records, until it is full or its time is over: one timer, whatever comes. */
export class Gathering {
  readonly #limits: Omit<Batching, "lingerMs">;
  readonly #end = Promise.withResolvers<void>();
  #records = 0;
  #bytes = 0;
  #full = false;

  constructor(limits: Omit<Batching, "lingerMs">) {
    this.#limits = limits;
  }

  get full(): boolean {
    return this.#full;
  }

  /** Packed records are a batch already: what waits before them goes at once. */
  add({ records, acknowledged }: Pick<Call, "records" | "acknowledged">): void {
    if (!(records instanceof PackedRecords)) {
      this.#records += records.length - acknowledged;
      for (let index = acknowledged; index < records.length; index += 1) this.#bytes += sizeOf(records[index]!);
    }
    const { maxBytes, maxRecords } = this.#limits;
    if (!(records instanceof PackedRecords) && this.#records < maxRecords && this.#bytes < maxBytes) return;
    this.#full = true;
    this.end();
  }

  /** Resolves when it is full, at end(), or after so many milliseconds. */
  async wait(ms: number): Promise<void> {
    const timer = setTimeout(() => this.end(), ms);
    await this.#end.promise;
    clearTimeout(timer);
  }

  end(): void {
    this.#end.resolve();
  }
}
