/** Topics of the bench, through a client that takes no part in what is measured meanwhile. */
import { setTimeout as sleep } from "node:timers/promises";
import { Admin, ListOffsetTimestamps } from "@platformatic/kafka";

export class Topics {
  readonly #admin: Admin;

  constructor(address: string) {
    this.#admin = new Admin({ clientId: "bench-admin", bootstrapBrokers: [address], retries: 5 });
  }

  /** @param brokerTime records carry the time of their append instead of the writer's */
  async create(
    topic: string,
    partitions: number,
    brokerTime: boolean,
    more: Record<string, string> = {},
  ): Promise<void> {
    const all = { "message.timestamp.type": brokerTime ? "LogAppendTime" : "CreateTime", ...more };
    const configs = Object.entries(all).map(([name, value]) => ({ name, value }));
    await this.#admin.createTopics({ topics: [topic], partitions, replicas: 1, configs });
    for (let tries = 0; tries < 50; tries += 1) {
      const { topics } = await this.#admin.metadata({ topics: [topic], forceUpdate: true });
      const found = topics.get(topic)?.partitions ?? [];
      if (found.length === partitions && found.every(({ leader }) => leader >= 0)) return;
      await sleep(100);
    }
    throw new Error(`topic ${topic} has no leaders`);
  }

  async delete(...topics: string[]): Promise<void> {
    await this.#admin.deleteTopics({ topics });
  }

  /** Records appended to all partitions of some topics, markers of transactions among them. */
  async appended(partitions: number, ...names: string[]): Promise<number> {
    const wanted = Array.from({ length: partitions }, (_, partitionIndex) => ({
      partitionIndex,
      timestamp: ListOffsetTimestamps.LATEST,
    }));
    const topics = await this.#admin.listOffsets({ topics: names.map((name) => ({ name, partitions: wanted })) });
    return topics.flatMap((topic) => topic.partitions).reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  /** Sum of the offsets that a group has committed for a topic. */
  async committed(group: string, topic: string): Promise<number> {
    const [found] = await this.#admin.listConsumerGroupOffsets({ groups: [group] });
    const partitions = found?.topics.find(({ name }) => name === topic)?.partitions ?? [];
    return partitions.reduce((sum, { committedOffset }) => sum + Math.max(0, Number(committedOffset)), 0);
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }
}
