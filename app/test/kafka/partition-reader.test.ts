/** A partition is read to its end as its leader knows it: one that is new and does not know it yet is asked again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Kafka } from "kafkajs";
import { PartitionReader } from "../../src/kafka/partition-reader.ts";

const message = (offset: number) => ({ offset: String(offset), key: null, value: Buffer.from(String(offset)) });

/** What stands for kafkajs: a cluster with one broker, whose partition has two records. */
function kafkaWith(broker: object): Kafka {
  const cluster = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    addTargetTopic: async () => undefined,
    refreshMetadata: async () => undefined,
    findLeaderForPartitions: () => ({ "1": [0] }),
    findBroker: async () => broker,
    fetchTopicsOffset: async () => [{ partitions: [{ partition: 0, offset: "0" }] }],
  };
  return { [Symbol("private:Kafka:createCluster")]: () => cluster } as unknown as Kafka;
}

test("a new leader that does not show yet what is committed is waited for", async () => {
  let looks = 0;
  const broker = {
    async listOffsets() {
      looks += 1;
      if (looks < 3) throw new Error("There is no leader for this topic-partition");
      return { responses: [{ partitions: [{ offset: "2" }] }] };
    },
    async fetch({ topics }: { topics: { partitions: { fetchOffset: string }[] }[] }) {
      const from = Number(topics[0]!.partitions[0]!.fetchOffset);
      const messages = looks < 3 ? [] : [message(0), message(1)].slice(from);
      const highWatermark = looks < 3 ? "0" : "2";
      return { responses: [{ partitions: [{ partition: 0, messages, highWatermark, abortedTransactions: [] }] }] };
    },
  };
  for (const waitForOpen of [true, false]) {
    looks = 0;
    const found: bigint[] = [];
    const reader = new PartitionReader(kafkaWith(broker));
    const end = await reader.readToEnd({ topic: "counts", partition: 0, waitForOpen }, ({ offset }) =>
      found.push(offset),
    );
    assert.deepEqual([found, end], [[0n, 1n], 2n]);
    await reader.close();
  }
});
