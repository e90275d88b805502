/** Lag as it comes about: events are produced while a group stands still, and gone when it has committed their ends. */
import { Admin, ListOffsetTimestamps, Producer } from "@platformatic/kafka";
import type { AclBinding } from "../../../app/src/kafka/admin/acls.ts";
import { KafkaAdmin } from "../../../components/local/kafka/admin.ts";

export class Lag {
  readonly #client: { clientId: string; bootstrapBrokers: string[] };
  readonly #topic: string;
  readonly #group: string;

  /** @param address of a broker's listener without a login */
  constructor(address: string, { topic, group }: { topic: string; group: string }) {
    this.#client = { clientId: "lag", bootstrapBrokers: [address] };
    this.#topic = topic;
    this.#group = group;
  }

  async createTopic(partitions: number): Promise<void> {
    await this.#admin((admin) => admin.createTopics({ topics: [this.#topic], partitions, replicas: 1 }));
  }
  async raisePartitions(count: number): Promise<void> {
    await this.#admin((admin) => admin.createPartitions({ topics: [{ name: this.#topic, count }] }));
  }

  /** @param counts events of each partition */
  async produce(counts: Record<number, number>): Promise<void> {
    const producer = new Producer(this.#client);
    try {
      for (const [partition, count] of Object.entries(counts)) {
        const message = { topic: this.#topic, partition: Number(partition), value: Buffer.from("{}") };
        await producer.send({ messages: Array.from({ length: count }, () => message), acks: -1 });
      }
    } finally {
      await producer.close();
    }
  }

  /** Commits the end of each partition for the group. @param left so many records before it */
  async consume(left = 0): Promise<void> {
    await this.#admin(async (admin) => {
      const { topics } = await admin.metadata({ topics: [this.#topic], forceUpdate: true });
      const partitions = Array.from({ length: topics.get(this.#topic)!.partitionsCount }, (_, partitionIndex) => ({
        partitionIndex,
        timestamp: ListOffsetTimestamps.LATEST,
      }));
      const [found] = await admin.listOffsets({ topics: [{ name: this.#topic, partitions }] });
      const partitionOffsets = found!.partitions.map(({ partitionIndex: partition, offset }) => ({
        partition,
        offset: offset - BigInt(left),
      }));
      await admin.alterConsumerGroupOffsets({
        groupId: this.#group,
        topics: [{ name: this.#topic, partitionOffsets }],
      });
    });
  }

  async give(principal: string, rights: AclBinding[]): Promise<void> {
    await this.#rights((admin) => admin.addAcls(principal, rights));
  }
  async take(principal: string, rights: AclBinding[]): Promise<void> {
    await this.#rights((admin) => admin.removeAcls(principal, rights));
  }

  async #admin(use: (admin: Admin) => Promise<unknown>): Promise<void> {
    const admin = new Admin(this.#client);
    try {
      await use(admin);
    } finally {
      await admin.close();
    }
  }
  async #rights(use: (admin: KafkaAdmin) => Promise<unknown>): Promise<void> {
    const admin = new KafkaAdmin({
      ...this.#client,
      connectTimeout: 3_000,
      timeout: 10_000,
      retries: 3,
      retryDelay: 200,
    });
    try {
      await use(admin);
    } finally {
      await admin.close();
    }
  }
}
