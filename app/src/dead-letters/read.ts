/** Reads dead letters, from the oldest to those there are now, without a consumer group: reading leaves no trace. */
import type { PartitionReader } from "../kafka/partition-reader.ts";
import { type DeadLetter, isMeant, letterOf, type Selection } from "./letter.ts";

export interface Found {
  /** The latest, at most `limit`, oldest first. */
  letters: DeadLetter[];
  /** All that are meant, by reason. */
  reasons: Record<string, number>;
  total: number;
}

/**
 * @param partitions of the topic
 * @param keep which of the letters that are meant count; default: all
 */
export async function findDeadLetters(
  reader: PartitionReader,
  topic: string,
  partitions: number,
  { limit, ...selection }: Selection & { limit: number },
  keep: (letter: DeadLetter) => boolean = () => true,
): Promise<Found> {
  const reasons: Record<string, number> = Object.create(null);
  let letters: DeadLetter[] = [];
  let total = 0;
  const latest = (): void => {
    letters = letters.sort((a, b) => a.time - b.time).slice(-limit);
  };
  for (let partition = 0; partition < partitions; partition += 1) {
    if (selection.partition !== undefined && selection.partition !== partition) continue;
    const from = selection.offset === undefined ? {} : { from: selection.offset };
    await reader.readToEnd({ topic, partition, ...from }, (record) => {
      const letter = letterOf(partition, record);
      if (!isMeant(letter, selection) || !keep(letter)) return;
      reasons[letter.reason] = (reasons[letter.reason] ?? 0) + 1;
      total += 1;
      letters.push(letter);
      // So that memory does not grow with the topic.
      if (letters.length >= limit * 2) latest();
    });
  }
  latest();
  return { letters, reasons, total };
}
