/** Reads topics with another client library, which shares nothing with the application. */
import { randomUUID } from "node:crypto";
import { Admin, Consumer, ListOffsetTimestamps } from "@platformatic/kafka";

export interface Seen {
  partition: number;
  offset: bigint;
  key: string;
  value: Buffer | undefined;
  headers: Record<string, string>;
}

export async function createTopics(address: string, topics: string[], partitions: number): Promise<void> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [address] });
  try {
    await admin.createTopics({ topics, partitions, replicas: 1 });
  } finally {
    await admin.close();
  }
}

/** Every record that a topic holds now. */
export async function readAll(address: string, topic: string): Promise<Seen[]> {
  const base = { clientId: "test", bootstrapBrokers: [address] };
  const admin = new Admin(base);
  const waiting = new Map<number, bigint>();
  try {
    const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
    const partitions = Array.from({ length: topics.get(topic)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({
      partitionIndex,
      timestamp: ListOffsetTimestamps.LATEST,
    }));
    const [ends] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
    for (const { partitionIndex, offset } of ends?.partitions ?? [])
      if (offset > 0n) waiting.set(partitionIndex, offset);
  } finally {
    await admin.close();
  }
  const seen: Seen[] = [];
  if (waiting.size === 0) return seen;
  const consumer = new Consumer({ ...base, groupId: `reader-${randomUUID()}`, maxWaitTime: 100 });
  const stream = await consumer.consume({ topics: [topic], mode: "earliest", autocommit: false });
  try {
    for await (const { partition, offset, key, value, headers } of stream) {
      seen.push({
        partition,
        offset,
        key: String(key),
        value,
        headers: Object.fromEntries([...headers].map(([name, text]) => [String(name), String(text)])),
      });
      if (offset + 1n >= (waiting.get(partition) ?? offset + 2n)) waiting.delete(partition);
      if (waiting.size === 0) break;
    }
  } finally {
    await consumer.close(true);
  }
  return seen;
}
