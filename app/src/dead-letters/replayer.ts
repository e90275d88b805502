/**
 * Writes dead letters to the source topic again, each once: the records and their marks go in one transaction, and the transactional
 * id is the same for every run, so that a second one at the same time is fenced off.
 */
import type { Kafka, Producer, Transaction } from "kafkajs";
import { partitionOfKey } from "../kafka/partition.ts";
import type { OutRecord } from "../kafka/port.ts";
import { auditAck } from "../kafka/producer.ts";
import type { DeadLetter } from "./letter.ts";
import { markOf } from "./marks.ts";
import { replayed } from "./replayed.ts";

export interface ReplayTopics {
  input: { name: string; partitions: number };
  deadLetter: { name: string };
  marks: { name: string; partitions: number };
}

/** milliseconds; the broker aborts what a run that died left open */
const TRANSACTION_MS = 60_000;
/** Of a transaction. */
const MAX_LETTERS = 200;
const MAX_BYTES = 600_000;

export class Replayer {
  readonly #producer: Producer;
  readonly #topics: ReplayTopics;
  #transaction: Transaction | undefined;

  constructor(kafka: Kafka, topics: ReplayTopics, transactionalId: string) {
    this.#topics = topics;
    this.#producer = kafka.producer({
      transactionalId,
      maxInFlightRequests: 1,
      transactionTimeout: TRANSACTION_MS,
      allowAutoTopicCreation: false,
      retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2 },
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
    });
  }

  /** Ends whatever a former run left open. Read the marks only after it. */
  async open(): Promise<void> {
    await this.#producer.connect();
    this.#transaction = await this.#producer.transaction();
  }

  /**
   * @param onCommitted told how many were replayed, after each transaction
   * @throws whatever Kafka says; what was not told of may have been replayed, and its marks say so
   */
  async replay(letters: readonly DeadLetter[], onCommitted: (count: number) => void): Promise<void> {
    for (const some of chunks(letters)) {
      this.#transaction ??= await this.#producer.transaction();
      const transaction = this.#transaction;
      this.#transaction = undefined;
      try {
        for (const [name, records] of this.#records(some)) await sendAll(transaction, name, records);
      } catch (error) {
        await transaction.abort().catch(() => undefined);
        throw error;
      }
      await transaction.commit();
      onCommitted(some.length);
    }
  }

  async close(): Promise<void> {
    await this.#transaction?.abort().catch(() => undefined);
    await this.#producer.disconnect();
  }

  #records(letters: readonly DeadLetter[]): Map<string, Map<number, OutRecord[]>> {
    const { input, deadLetter, marks } = this.#topics;
    const all = new Map<string, Map<number, OutRecord[]>>();
    const add = (topic: string, partition: number, record: OutRecord): void => {
      const byPartition = all.get(topic) ?? new Map<number, OutRecord[]>();
      all.set(topic, byPartition.set(partition, [...(byPartition.get(partition) ?? []), record]));
    };
    for (const letter of letters) {
      const record = replayed(deadLetter.name, letter);
      const mark = markOf(deadLetter.name, letter);
      add(input.name, sourcePartition(letter, input), record);
      add(marks.name, partitionOfKey(mark.key!, marks.partitions), mark);
    }
    return all;
  }
}

/** The partition that it came from, so that events of a key stay in one. */
function sourcePartition({ source, partition, record }: DeadLetter, input: ReplayTopics["input"]): number {
  const own = source.topic === input.name && source.partition >= 0 && source.partition < input.partitions;
  if (own) return source.partition;
  return record.key === null ? partition % input.partitions : partitionOfKey(record.key, input.partitions);
}

/** A partition a send: kafkajs can lose one of several when its leader moves. */
async function sendAll(transaction: Transaction, topic: string, records: Map<number, OutRecord[]>): Promise<void> {
  for (const [partition, some] of records) {
    const messages = some.map((record) => ({ ...record, partition }));
    auditAck(await transaction.send({ topic, acks: -1, messages }), topic, partition);
  }
}

function* chunks(letters: readonly DeadLetter[]): Generator<DeadLetter[]> {
  let some: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const size = (letter.record.value?.length ?? 0) + (letter.record.key?.length ?? 0) + 512;
    if (some.length > 0 && (some.length >= MAX_LETTERS || bytes + size > MAX_BYTES)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(letter);
    bytes += size;
  }
  if (some.length > 0) yield some;
}
