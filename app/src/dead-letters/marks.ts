/**
 * Which dead letters were replayed: a record a letter in a compacted topic, written in the transaction that replays it, so that
 * there is either both or none. The time of the letter tells it from one at the same place of a topic that was made anew.
 */
import type { PartitionReader } from "../kafka/partition-reader.ts";
import type { OutRecord } from "../kafka/port.ts";
import type { DeadLetter } from "./letter.ts";
import { positionOf } from "./replayed.ts";

export function markOf(topic: string, letter: DeadLetter, now = new Date()): OutRecord {
  const value = { version: 1, letterTime: letter.time, replayedAt: now.toISOString() };
  return { key: Buffer.from(positionOf(topic, letter)), value: Buffer.from(JSON.stringify(value)), headers: {} };
}

export class Marks {
  readonly #times = new Map<string, number>();

  /** @param partitions of the topic of marks */
  static async read(reader: PartitionReader, topic: string, partitions: number): Promise<Marks> {
    const marks = new Marks();
    for (let partition = 0; partition < partitions; partition += 1) {
      await reader.readToEnd({ topic, partition }, ({ key, value }) => {
        if (key === null) return;
        if (value === null) marks.#times.delete(String(key));
        else marks.#times.set(String(key), (JSON.parse(String(value)) as { letterTime: number }).letterTime);
      });
    }
    return marks;
  }

  has(topic: string, letter: DeadLetter): boolean {
    return this.#times.get(positionOf(topic, letter)) === letter.time;
  }
}
