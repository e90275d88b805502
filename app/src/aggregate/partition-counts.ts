/**
 * Counts of one partition of the input, in event-time tumbling windows. Pure: the same records in the same order give the same
 * counts, whatever was counted before and restored, and counting a record again changes nothing.
 */
import type { OutRecord } from "../kafka/port.ts";
import type { LoginEvent } from "../record/login-event.ts";
import { type Count, countRecord, type Dimension, dimensions, type Position, positionRecord } from "./record.ts";

export interface WindowOptions {
  /** seconds */
  windowSeconds: number;
  /** seconds of event time after a window's end in which events still count in it */
  graceSeconds: number;
  /** What comes later: only told in a metric, or written as a count of its own. */
  late: "ignore" | "separate";
  /** Most values of a dimension in a window; further ones count as `otherValue`. */
  maxValues: number;
}

/** Stands for the values beyond `maxValues`. */
export const otherValue = "(other)";

interface Cell extends Count {
  /** Was changed since it was last written. */
  changed: boolean;
}
type Window = Record<Dimension, Map<string | null, Cell>>;

export type Counted = "counted" | "late" | "seen";

export class PartitionCounts {
  readonly #partition: number;
  readonly #options: WindowOptions;
  readonly #windows = new Map<number, Window>();
  #changed: Cell[] = [];
  #late = new Map<string, Count>();
  #lastOffset = -1n;
  #maxEventTime = 0;

  constructor(partition: number, options: WindowOptions) {
    this.#partition = partition;
    this.#options = options;
  }

  /** Offset of the next source record to count. */
  get nextOffset(): bigint {
    return this.#lastOffset + 1n;
  }

  /** Counts that are held. */
  get size(): number {
    let size = 0;
    for (const window of this.#windows.values()) for (const name of dimensions) size += window[name].size;
    return size;
  }

  /** Takes what was written before; counts of another window size are history and stay in the topic. */
  restore(found: { count: Count } | { position: Position }): void {
    if ("position" in found) {
      const { lastOffset, maxEventTime } = found.position;
      if (lastOffset >= this.#lastOffset) [this.#lastOffset, this.#maxEventTime] = [lastOffset, maxEventTime];
      return;
    }
    const { count } = found;
    if (count.late || count.windowSeconds !== this.#options.windowSeconds) return;
    const cells = this.#window(count.windowStart)[count.dimension];
    const known = cells.get(count.value);
    // What a member wrote that did not know yet that the partition was no longer its own counts less, and is older.
    if (known === undefined || known.lastOffset <= count.lastOffset)
      cells.set(count.value, { ...count, changed: false });
  }

  /** After the last `restore`: lets go of windows that are closed. */
  restored(): void {
    this.#close();
  }

  /**
   * @param offset of the source record; one that was seen is not counted again
   * @param recordTime of the source record, milliseconds since 1970: no clock of a device can close windows ahead of it
   */
  add(event: LoginEvent, offset: bigint, recordTime: number): Counted {
    if (offset <= this.#lastOffset) return "seen";
    this.#lastOffset = offset;
    const time = Number(event.timestamp);
    const { windowSeconds, late } = this.#options;
    const start = Math.floor(time / windowSeconds) * windowSeconds;
    this.#maxEventTime = Math.max(this.#maxEventTime, Math.min(time, Math.floor(recordTime / 1_000)));
    if (this.#isClosed(start)) {
      if (late === "separate") for (const name of dimensions) this.#addLate(start, name, event[name] ?? null, offset);
      return "late";
    }
    const window = this.#window(start);
    for (const name of dimensions) this.#addTo(window[name], start, name, event[name] ?? null, offset);
    return "counted";
  }

  /** A source record without an event, e.g. a dead letter, was seen. */
  pass(offset: bigint): void {
    if (offset > this.#lastOffset) this.#lastOffset = offset;
  }

  /** What changed since the last call, the position last; to be written to the partition of the same number, in this order. */
  changes(): OutRecord[] {
    const records = [...this.#changed.map(countRecord), ...[...this.#late.values()].map(countRecord)];
    for (const cell of this.#changed) cell.changed = false;
    this.#changed = [];
    this.#late = new Map();
    this.#close();
    const position = { partition: this.#partition, lastOffset: this.#lastOffset, maxEventTime: this.#maxEventTime };
    return [...records, positionRecord(position)];
  }

  #isClosed(start: number): boolean {
    return start + this.#options.windowSeconds + this.#options.graceSeconds <= this.#maxEventTime;
  }

  #close(): void {
    for (const start of this.#windows.keys()) if (this.#isClosed(start)) this.#windows.delete(start);
  }

  #window(start: number): Window {
    let window = this.#windows.get(start);
    if (window === undefined) {
      window = { device_type: new Map(), locale: new Map(), app_version: new Map() };
      this.#windows.set(start, window);
    }
    return window;
  }

  #addTo(cells: Map<string | null, Cell>, start: number, dimension: Dimension, given: string | null, offset: bigint) {
    const value = cells.has(given) || cells.size < this.#options.maxValues ? given : otherValue;
    let cell = cells.get(value);
    if (cell === undefined) {
      cell = { ...this.#empty(start, dimension, value), changed: false };
      cells.set(value, cell);
    }
    // Restored from a write of which not all parts arrived: this cell is ahead of the position.
    if (offset <= cell.lastOffset) return;
    cell.count += 1;
    cell.lastOffset = offset;
    if (cell.changed) return;
    cell.changed = true;
    this.#changed.push(cell);
  }

  #addLate(start: number, dimension: Dimension, value: string | null, offset: bigint): void {
    const key = JSON.stringify([start, dimension, value]);
    const count = this.#late.get(key) ?? { ...this.#empty(start, dimension, value), late: true };
    this.#late.set(key, { ...count, count: count.count + 1, lastOffset: offset });
  }

  #empty(windowStart: number, dimension: Dimension, value: string | null): Count {
    const { windowSeconds } = this.#options;
    return { partition: this.#partition, windowStart, windowSeconds, dimension, value, count: 0, lastOffset: -1n };
  }
}
