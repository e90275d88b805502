/** The two things that people do with dead letters: look at them, and replay them. */
import type { KafkaConnection } from "../connection.ts";
import { createKafka } from "../kafka/client.ts";
import { PartitionReader } from "../kafka/partition-reader.ts";
import { TopicCatalog } from "../kafka/topics.ts";
import type { Log } from "../log.ts";
import type { DeadLetter, Selection } from "./letter.ts";
import { Marks } from "./marks.ts";
import { type Found, findDeadLetters } from "./read.ts";
import { Replayer } from "./replayer.ts";

export type { DeadLetter, Found, Selection };

export interface ListOptions extends Selection {
  connection: KafkaConnection;
  /** Name of the dead-letter topic. */
  topic: string;
  /** The latest so many are given; all are counted. */
  limit: number;
  log: Log;
}

/** Needs the right to read the topic. */
export async function listDeadLetters({ connection, topic, log, ...selection }: ListOptions): Promise<Found> {
  return withReader(connection, [topic], log, (reader, partitions) =>
    findDeadLetters(reader, topic, partitions(topic), selection),
  );
}

export interface ReplayOptions extends Selection {
  connection: KafkaConnection;
  topics: { input: string; deadLetter: string; marks: string };
  /** The latest so many at most. */
  limit: number;
  log: Log;
  /** Asked before anything is written; false: nothing is. */
  confirm: (found: Plan) => Promise<boolean>;
  onReplayed?: (count: number) => void;
}

export interface Plan {
  /** To be replayed. */
  letters: DeadLetter[];
  /** Meant, but replayed already. */
  already: number;
  /** Meant, but their values were cut; the whole of them is only in the source topic. */
  truncated: number;
}

/**
 * Needs the rights to read the dead letters and the marks, to write to the input and to the marks, and a transactional id.
 * @returns what was meant, and how many were replayed now
 */
export async function replayDeadLetters(options: ReplayOptions): Promise<Plan & { replayed: number }> {
  const { connection, topics, limit, log, confirm, onReplayed, ...selection } = options;
  const { input, deadLetter, marks } = topics;
  return withReader(connection, Object.values(topics), log, async (reader, partitions, kafka) => {
    const replayer = new Replayer(
      kafka,
      {
        input: { name: input, partitions: partitions(input) },
        deadLetter: { name: deadLetter },
        marks: { name: marks, partitions: partitions(marks) },
      },
      `${connection.transactionalIdPrefix ?? ""}${deadLetter}`,
    );
    try {
      const plan = async (): Promise<Plan> => {
        const done = await Marks.read(reader, marks, partitions(marks));
        let already = 0;
        let truncated = 0;
        const keep = (letter: DeadLetter): boolean => {
          if (done.has(deadLetter, letter)) already += 1;
          else if (letter.truncated) truncated += 1;
          else return true;
          return false;
        };
        const { letters } = await findDeadLetters(
          reader,
          deadLetter,
          partitions(deadLetter),
          { ...selection, limit },
          keep,
        );
        return { letters, already, truncated };
      };
      const asked = await plan();
      if (asked.letters.length === 0 || !(await confirm(asked))) return { ...asked, replayed: 0 };
      // From here on nobody else replays; what another run did while we asked is seen.
      await replayer.open();
      const done = await Marks.read(reader, marks, partitions(marks));
      const letters = asked.letters.filter((letter) => !done.has(deadLetter, letter));
      let replayed = 0;
      await replayer.replay(letters, (count) => {
        replayed += count;
        onReplayed?.(replayed);
      });
      return { ...asked, letters, already: asked.already + asked.letters.length - letters.length, replayed };
    } finally {
      await replayer.close();
    }
  });
}

async function withReader<T>(
  connection: KafkaConnection,
  topics: string[],
  log: Log,
  work: (
    reader: PartitionReader,
    partitions: (topic: string) => number,
    kafka: ReturnType<typeof createKafka>,
  ) => Promise<T>,
): Promise<T> {
  const kafka = createKafka(connection, "dead-letters", log);
  const catalog = new TopicCatalog(kafka, topics, log);
  const reader = new PartitionReader(kafka);
  try {
    await catalog.start();
    return await work(reader, (topic) => catalog.partitions(topic)!, kafka);
  } finally {
    await Promise.allSettled([reader.close(), catalog.close()]);
  }
}
