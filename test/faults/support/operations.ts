/** What an administrator does to the cluster, and asks of it; by the brokers' own listener, which no proxy stands in front of. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  Admin,
  alterPartitionReassignmentsV1,
  ConfigResourceTypes,
  createAPI,
  type GroupMember,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  listTransactionsV1,
  metadataV12,
  type Reader,
  Writer,
} from "@platformatic/kafka";
import { until } from "../../../app/test/integration/processes.ts";

export type NodeId = 1 | 2 | 3;

const GROUP = 0;
const TRANSACTION = 1;
const ELECTION_NOT_NEEDED = 84;
/** Until coordinators have read their log. */
const ASKED_MS = 5_000;
/** Client ids that quotas leave alone: those of the tests, and of who writes the source. */
const UNLIMITED = ["fault-admin", "fault-writer", "ingest", "generator"];

/** ElectLeaders, which the library does not have: whoever is first of the replicas becomes the leader. */
const electPreferred = createAPI<[topic: string, partition: number], number>(
  43,
  2,
  (topic: string, partition: number) =>
    Writer.create()
      .appendInt8(0)
      .appendArray([{ topic, partitions: [partition] }], (writer, one) => {
        writer.appendString(one.topic).appendArray(one.partitions, (to, index) => to.appendInt32(index), true, false);
      })
      .appendInt32(10_000)
      .appendTaggedFields(),
  (_correlationId, _apiKey, _apiVersion, reader: Reader) => {
    reader.readInt32();
    const all = reader.readInt16();
    const each = reader.readArray((topics) => {
      topics.readString();
      return topics.readArray((partitions) => {
        partitions.readInt32();
        const code = partitions.readInt16();
        partitions.readNullableString();
        return code;
      });
    });
    return [all, ...each.flat()].find((code) => code !== 0 && code !== ELECTION_NOT_NEEDED) ?? 0;
  },
);

export class Operations {
  readonly #bootstrap: string[];

  constructor(bootstrap: string[]) {
    this.#bootstrap = bootstrap;
  }

  /** A client for some questions, closed afterwards. */
  async admin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const limits = { retries: 5, timeout: 5_000, connectTimeout: 2_000, requestTimeout: 10_000 };
    const admin = new Admin({ clientId: "fault-admin", bootstrapBrokers: this.#bootstrap, ...limits });
    try {
      return await use(admin);
    } finally {
      await admin.close();
    }
  }

  async createTopics(topics: string[], partitions: number, configs: Record<string, string> = {}): Promise<void> {
    const named = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await this.admin((admin) => admin.createTopics({ topics, partitions, replicas: 3, configs: named }));
    await until("replicas in sync", 30, () => this.inSync(topics));
  }
  async deleteTopics(topics: string[]): Promise<void> {
    await this.admin((admin) => admin.deleteTopics({ topics }));
  }
  async raisePartitions(topics: string[], count: number): Promise<void> {
    // One after the other, as the library joins calls that run at once.
    for (const name of topics) await this.admin((admin) => admin.createPartitions({ topics: [{ name, count }] }));
  }
  configureTopic(topic: string, name: string, value: string): Promise<void> {
    return this.#configure(ConfigResourceTypes.TOPIC, [topic], name, value);
  }
  /** While they run, of each. */
  configureBrokers(nodes: NodeId[], name: string, value: string): Promise<void> {
    return this.#configure(ConfigResourceTypes.BROKER, nodes.map(String), name, value);
  }

  /** Of every client id but those of the tests, bytes a second and broker; undefined: none. */
  async quota(key: "producer_byte_rate" | "consumer_byte_rate", value: number | undefined): Promise<void> {
    const ops = [value === undefined ? { key, remove: true as const } : { key, remove: false as const, value }];
    const own = [{ key, remove: false as const, value: 1e12 }];
    const entry = (entityName: string | null, what: typeof ops | typeof own) => ({
      entities: [{ entityType: "client-id" as const, entityName }],
      ops: what,
    });
    const entries = [entry(null, ops), ...UNLIMITED.map((name) => entry(name, own))];
    await this.admin((admin) => admin.alterClientQuotas({ entries }));
  }
  /** Records before these offsets are gone. */
  async deleteRecords(topic: string, firsts: Map<number, bigint>): Promise<void> {
    const partitions = [...firsts].map(([partition, offset]) => ({ partition, offset }));
    await this.admin((admin) => admin.deleteRecords({ topics: [{ name: topic, partitions }] }));
  }

  /** The broker that leads a partition now. */
  async leader(topic: string, partition: number): Promise<NodeId> {
    return (await this.#partition(topic, partition)).leader as NodeId;
  }
  /** Names of all that there are, Kafka's own too. */
  topics(): Promise<string[]> {
    return this.admin((admin) => admin.listTopics({ includeInternals: true }));
  }
  /** Of every partition that there is, Kafka's own too. */
  async leaders(): Promise<{ topic: string; partition: number; leader: number }[]> {
    const topics = await this.admin(everyTopic);
    return topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, leaderId: leader }) => ({ topic: topic!, partition, leader })),
    );
  }
  /** Every replica of the topics is in sync. */
  async inSync(topics: string[]): Promise<boolean> {
    return (await this.short(topics)).length === 0;
  }
  /** topic-partition of those of which not all replicas are in sync. */
  async short(topics: string[]): Promise<string[]> {
    return this.admin(async (admin) => {
      const found = (await admin.metadata({ topics, forceUpdate: true })).topics;
      return topics.flatMap((topic) => {
        const partitions = found.get(topic)?.partitions;
        if (partitions === undefined) throw new Error(`${topic} is not known`);
        return [...partitions.entries()]
          .filter(([, { isr }]) => isr.length < 3)
          .map(([partition]) => `${topic}-${partition}`);
      });
    });
  }
  /** Makes a broker the leader: first of the replicas, then elected. */
  async moveLeader(topic: string, partition: number, to: NodeId): Promise<void> {
    const { replicas } = await this.#partition(topic, partition);
    await this.reassign(topic, partition, [to, ...replicas.filter((node) => node !== to)]);
    await until(`broker ${to} leads ${topic}-${partition}`, 20, async () => {
      const code = await this.admin(async (admin) => electPreferred.async(await anyBroker(admin), topic, partition));
      if (code !== 0) throw new Error(`no election of ${topic}-${partition}: error code ${code}`);
      return (await this.leader(topic, partition)) === to;
    });
  }
  /** Where a partition's replicas are to be from now on; fewer than before is allowed. */
  async reassign(topic: string, partition: number, replicas: number[]): Promise<void> {
    const topics = [{ name: topic, partitions: [{ partitionIndex: partition, replicas }] }];
    await this.admin(async (admin) => {
      await alterPartitionReassignmentsV1.api.async(await anyBroker(admin), 10_000, true, topics);
    });
  }
  async replicas(topic: string, partition: number): Promise<number[]> {
    return (await this.#partition(topic, partition)).replicas;
  }

  /** Of coordinators, which move every five minutes to whom brokers prefer, and answer when they have read their log. */
  async #asked<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    for (const deadline = Date.now() + ASKED_MS; ; await sleep(100)) {
      try {
        return await this.admin(question);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }
  async coordinator(of: { group: string } | { transaction: string }): Promise<NodeId> {
    const [keyType, key] = "group" in of ? ([GROUP, of.group] as const) : ([TRANSACTION, of.transaction] as const);
    return this.#asked(async (admin) => {
      const [found] = await admin.findCoordinator({ keyType, keys: [key] });
      return found!.nodeId as NodeId;
    });
  }
  /** By partition, whether a transaction is open or not. */
  async committed(group: string): Promise<Map<number, bigint>> {
    return this.#asked((admin) => committedOf(admin, group, false));
  }
  async members(group: string): Promise<GroupMember[]> {
    const found = await this.#asked((admin) => admin.describeGroups({ groups: [group] }));
    return [...(found.get(group)?.members.values() ?? [])];
  }
  /** Partitions of a topic that each member of a group holds, by its client's id; none while the group shares them out anew. */
  async held(group: string, topic: string): Promise<Map<string, number[]>> {
    return new Map(
      (await this.members(group)).map(({ clientId, assignments }) => {
        const partitions = assignments?.get(topic)?.partitions ?? [];
        return [clientId, partitions.toSorted((one, other) => one - other)];
      }),
    );
  }
  /** State of each transactional id that some broker coordinates. */
  async transactions(): Promise<Map<string, string>> {
    return this.#asked(async (admin) => {
      const found = new Map<string, string>();
      for (const connection of (await admin.connectToBrokers()).values()) {
        const { transactionStates } = await listTransactionsV1.api.async(connection, [], [], -1n, null);
        for (const { transactionalId, transactionState } of transactionStates)
          found.set(transactionalId, transactionState);
      }
      return found;
    });
  }
  /** Offset after the last record of each partition, whether its transaction is decided or not. */
  async ends(topic: string): Promise<Map<number, bigint>> {
    return this.admin(async (admin) => {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
      const partitions = Array.from({ length: topics.get(topic)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({
        partitionIndex,
        timestamp: ListOffsetTimestamps.LATEST,
      }));
      const [found] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
      return new Map(found?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
    });
  }
  async #configure(
    resourceType: (typeof ConfigResourceTypes)["TOPIC" | "BROKER"],
    names: string[],
    name: string,
    value: string,
  ): Promise<void> {
    const configs = [{ name, value, configOperation: IncrementalAlterConfigOperationTypes.SET }];
    const resources = names.map((resourceName) => ({ resourceType, resourceName, configs }));
    await this.admin((admin) => admin.incrementalAlterConfigs({ resources }));
  }
  async #partition(topic: string, partition: number) {
    const topics = await this.admin(everyTopic);
    const found = topics
      .find(({ name }) => name === topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === partition);
    if (found === undefined) throw new Error(`${topic}-${partition} is not known`);
    return { leader: found.leaderId, replicas: found.replicaNodes };
  }
}

/** The library's own metadata() leaves out Kafka's own topics. */
async function everyTopic(admin: Admin) {
  return (await metadataV12.api.async(await anyBroker(admin), null, false, false)).topics;
}

async function anyBroker(admin: Admin) {
  const [connection] = (await admin.connectToBrokers()).values();
  if (connection === undefined) throw new Error("no broker answers");
  return connection;
}

/**
 * What a group has committed, by partition.
 * @param requireStable rejects while a transaction that may change it is open; false: as it is without that transaction
 */
export async function committedOf(admin: Admin, group: string, requireStable = true): Promise<Map<number, bigint>> {
  // Of a transaction that is decided but not yet marked at a coordinator that just took over, the offset before it would be told.
  const [found] = await admin.listConsumerGroupOffsets({ groups: [group], requireStable });
  return new Map(
    (found?.topics ?? []).flatMap(({ partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset] as const),
    ),
  );
}
