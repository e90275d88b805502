/** Brokers and a cluster of stubs that a kafkajs producer's own code can be driven with. */
import type { KafkaJsModules } from "../../../../src/kafka/fastpath/modules.ts";

export interface Appended {
  partition: number;
  broker: number;
  firstSequence: number;
  values: string[];
}

/** What a broker does with a request, in the order of its requests; the last one is repeated. */
export type Behaviour = (request: StubRequest) => Promise<unknown> | unknown;

export interface StubRequest {
  /** partitions asked for */
  partitions: number[];
  /** stores the records of these partitions, all by default */
  append(partitions?: number[]): void;
  /** the answer for these partitions, with an error code each; kafkajs' parser decides what becomes of it */
  answer(codes?: Record<number, number>): Promise<unknown>;
}

export class StubCluster {
  /** leader of each partition of topic t */
  leaders: Record<number, number>;
  /** taken over at the next refresh */
  nextLeaders: Record<number, number> | undefined;
  readonly appended: Appended[] = [];
  readonly behaviours: Record<number, Behaviour[]> = {};
  readonly retry = { retries: 5, initialRetryTime: 5, maxRetryTime: 10, factor: 0, multiplier: 1 };
  readonly targetTopics = new Set<string>();
  refreshes = 0;
  readonly #modules: KafkaJsModules;
  readonly #brokers = new Map<number, object>();

  constructor(modules: KafkaJsModules, leaders: Record<number, number>) {
    this.#modules = modules;
    this.leaders = leaders;
  }

  async addMultipleTargetTopics(topics: string[]): Promise<void> {
    for (const topic of topics) this.targetTopics.add(topic);
  }
  async refreshMetadataIfNecessary(): Promise<void> {}
  async refreshMetadata(): Promise<void> {
    this.refreshes += 1;
    this.leaders = this.nextLeaders ?? this.leaders;
  }
  isConnected(): boolean {
    return true;
  }
  removeBroker(): void {}
  findTopicPartitionMetadata(): object[] {
    return Object.entries(this.leaders).map(([partitionId, leader]) => ({ partitionId: Number(partitionId), leader }));
  }
  findLeaderForPartitions(_topic: string, partitions: string[]): Record<string, number[]> {
    const leaders: Record<string, number[]> = {};
    for (const partition of partitions.map(Number)) {
      const leader = this.leaders[partition];
      if (leader === undefined) continue;
      leaders[leader] ??= [];
      leaders[leader].push(partition);
    }
    return leaders;
  }
  async findControllerBroker(): Promise<object> {
    return { initProducerId: async () => ({ producerId: "7", producerEpoch: 0 }) };
  }
  async findBroker({ nodeId }: { nodeId: string | number }): Promise<object> {
    const id = Number(nodeId);
    let broker = this.#brokers.get(id);
    if (broker === undefined) {
      broker = { nodeId: id, produce: (request: any) => this.#produce(id, request) };
      this.#brokers.set(id, broker);
    }
    return broker;
  }

  async #produce(broker: number, { topicData, acks }: any): Promise<unknown> {
    const entries = topicData.flatMap(({ partitions }: any) => partitions);
    const { parse } = this.#modules.load("protocol/requests/produce/v7/response.js");
    const queue = this.behaviours[broker] ?? [];
    const behaviour = (queue.length > 1 ? queue.shift() : queue[0]) ?? store;
    const answer = (codes: Record<number, number> = {}): Promise<unknown> =>
      parse({
        topics: [
          {
            topicName: "t",
            partitions: entries.map(({ partition }: any) => ({
              partition,
              errorCode: codes[partition] ?? 0,
              baseOffset: "0",
              logAppendTime: "-1",
              logStartOffset: "0",
            })),
          },
        ],
      });
    const append = (partitions?: number[]): void => {
      for (const { partition, firstSequence, messages } of entries) {
        if (partitions !== undefined && !partitions.includes(partition)) continue;
        this.appended.push({ partition, broker, firstSequence, values: messages.map(({ value }: any) => value) });
      }
    };
    const result = await behaviour({ partitions: entries.map(({ partition }: any) => partition), append, answer });
    return acks === 0 ? undefined : result;
  }
}

/** A broker in good health. */
export const store: Behaviour = ({ append, answer }) => {
  append();
  return answer();
};

/** Refuses everything with an error code of Kafka's protocol. */
export function refuse(code: number): Behaviour {
  return ({ partitions, answer }) => answer(Object.fromEntries(partitions.map((partition) => [partition, code])));
}

export const silentLogger = {
  debug(): void {},
  info(): void {},
  warn(): void {},
  error(): void {},
  namespace: (): object => silentLogger,
};

/** A send of a producer over the stubs, and its transaction manager. */
export async function producerOf(
  modules: KafkaJsModules,
  cluster: StubCluster,
  idempotent = false,
  partitioner = ({ message }: any): number => message.partition,
) {
  const createEosManager = modules.load("producer/eosManager/index.js");
  const eosManager = createEosManager({ logger: silentLogger, cluster, transactional: false });
  if (idempotent) await eosManager.initProducerId();
  const retrier = modules.load("retry/index.js")(cluster.retry);
  const send = modules.load("producer/sendMessages.js")({
    logger: silentLogger,
    cluster,
    partitioner,
    eosManager,
    retrier,
  }) as (request: object) => Promise<{ partition: number; errorCode: number }[]>;
  return {
    eosManager,
    /** one message for each name, such as "0:a" for partition 0 */
    send: (names: string[], acks = -1) =>
      send({
        acks,
        timeout: 1_000,
        topicMessages: [
          { topic: "t", messages: names.map((value) => ({ value, partition: Number.parseInt(value, 10) })) },
        ],
      }),
  };
}
