/**
 * kafkajs' cluster object, for what it has no interface for: reading without a group, and committed offsets that no transaction can
 * change any more. It is asked the way kafkajs' own consumer asks it.
 */
import { createRequire } from "node:module";
import type { Kafka } from "kafkajs";
import type { Internal } from "./fastpath/modules.ts";

const require = createRequire(import.meta.url);

/** What is used of it; kafkajs has no types for it. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<Broker>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(node: { nodeId: string }): Promise<Broker>;
  /** By node id. */
  brokerPool: { brokers: Record<string, unknown> };
  fetchTopicsOffset(topics: object[]): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
}

export interface Broker {
  findGroupCoordinator(group: {
    groupId: string;
    coordinatorType: number;
  }): Promise<{ coordinator: { nodeId: number } }>;
  fetch(request: object): Promise<{ responses: Internal[] }>;
  listOffsets(request: object): Promise<{ responses: { partitions: { offset: string }[] }[] }>;
  /** Sends a request of ours, encoded and decoded by itself. */
  connectionPool: { send(exchange: { request: object; response: object }): Promise<Internal> };
  disconnect(): Promise<void>;
}

export const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;

/** A cluster of its own, with connections of its own. kafkajs keeps what makes it behind a symbol. */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((one) => one.description === "private:Kafka:createCluster");
  if (symbol === undefined) throw new Error("This kafkajs has no createCluster; version 2.2.4 is needed.");
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]!;
  return create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED });
}

/** A file inside kafkajs, with whatever the fast path put in its place. */
export function kafkaJsModule(file: string): Internal {
  return require(`kafkajs/src/${file}`);
}
