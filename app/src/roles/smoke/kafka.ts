/** Kafka as a smoke test sees it: ends of topics, one record written, and results looked for, all without a consumer group. */
import { ConfigError } from "../../errors.ts";
import { finalError, sentence } from "../../kafka/admin/errors.ts";
import { createKafka } from "../../kafka/client.ts";
import { derivedPartition, partitionOfKey } from "../../kafka/partition.ts";
import { PartitionReader } from "../../kafka/partition-reader.ts";
import type { InRecord, OutRecord, Producer } from "../../kafka/port.ts";
import { openProducer } from "../../kafka/producer.ts";
import type { Log } from "../../log.ts";
import { HEADER } from "../../record/headers.ts";
import type { SmokeConfig } from "./config.ts";
import { SMOKE_USER } from "./events.ts";
import { StepFailure } from "./trial.ts";

/** Where a topic ends: the next offset of each partition. */
export interface Ends {
  topic: string;
  next: bigint[];
}

type Kafka = ReturnType<typeof createKafka>;

const KEY = Buffer.from(SMOKE_USER);
/** Times that a login is refused before it is told: a user that was made just now is not known to every broker at once. */
const REFUSALS = 10;

export class SmokeKafka {
  readonly #connection: SmokeConfig["connection"];
  readonly #log: Log;
  #client: { kafka: Kafka; admin: ReturnType<Kafka["admin"]>; reader: PartitionReader } | undefined;
  #producer: Promise<Producer> | undefined;
  #refusals = 0;
  #partitions = 0;

  constructor(connection: SmokeConfig["connection"], log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  /** Logs in, and learns of the input topic. @throws StepFailure when the login, or a right to the topic, is refused */
  async open(input: string): Promise<void> {
    const { admin } = this.#open();
    try {
      await admin.connect();
      // Its login takes as long as the questions to come; who waits for it is told what is wrong.
      this.#producing().catch(() => undefined);
      this.#partitions = (await this.ends(input)).next.length;
    } catch (error) {
      this.#refusals += 1;
      throw this.#refusals < REFUSALS && !(error instanceof ConfigError) ? passing(error) : lasting(error);
    }
  }

  /** @throws StepFailure when this may not be known */
  async ends(topic: string): Promise<Ends> {
    try {
      const found = await this.#open().admin.fetchTopicOffsets(topic);
      const next: bigint[] = [];
      for (const { partition, high } of found) next[partition] = BigInt(high);
      return { topic, next };
    } catch (error) {
      throw lasting(error, `${topic} cannot be looked at`);
    }
  }

  /**
   * Beside where events of the key go: a processor that cannot set it aside holds up its partition, and the event is looked for in another.
   * @returns the partition
   * @throws StepFailure when it may not
   */
  async write(topic: string, record: OutRecord): Promise<number> {
    const partition = (partitionOfKey(KEY, this.#partitions) + 1) % this.#partitions;
    try {
      await (await this.#producing()).send(topic, partition, [record]);
      return partition;
    } catch (error) {
      this.#producer?.then((open) => open.close()).catch(() => undefined);
      this.#producer = undefined;
      throw lasting(error, `the broken record cannot be written to ${topic}`);
    }
  }

  /**
   * Reads committed records of the one partition that the result goes to, until it is there.
   * @param source partition of the input
   */
  async find({ topic, next }: Ends, source: number, correlationId: string, signal: AbortSignal): Promise<InRecord> {
    const partition = derivedPartition(source, this.#partitions, next.length, KEY);
    let from = next[partition];
    if (from === undefined) throw new StepFailure(`${topic} has no partition ${partition}`);
    let found: InRecord | undefined;
    try {
      while (found === undefined) {
        from = await this.#open().reader.readToEnd({ topic, partition, from, signal }, (record) => {
          if (String(record.headers[HEADER.correlationId]) === correlationId) found ??= record;
        });
      }
      return found;
    } catch (error) {
      signal.throwIfAborted();
      throw lasting(error, `${topic} cannot be read`);
    }
  }

  async close(): Promise<void> {
    const { admin, reader } = this.#client ?? {};
    const producer = this.#producer?.then((open) => open.close());
    await Promise.allSettled([admin?.disconnect(), reader?.close(), producer]);
  }

  #producing(): Promise<Producer> {
    this.#producer ??= openProducer(this.#open().kafka);
    return this.#producer;
  }

  /** Anew each time until secrets can be read, as they may come a moment later. */
  #open() {
    if (this.#client === undefined) {
      const kafka = createKafka(this.#connection, "smoke", this.#log);
      const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 500 } });
      this.#client = { kafka, admin, reader: new PartitionReader(kafka) };
    }
    return this.#client;
  }
}

/** A refusal stays one, and anything else may be over the next time. */
function lasting(error: unknown, what = "Kafka cannot be used"): Error {
  if (error instanceof StepFailure) return error;
  const final = finalError(error);
  return final === undefined ? passing(error, what) : new StepFailure(`${what}: ${final.message}`);
}

const passing = (error: unknown, what = "Kafka cannot be used"): Error =>
  error instanceof StepFailure ? new Error(error.message) : new Error(`${what}: ${sentence(error)}`);
