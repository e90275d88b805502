/** KafkaTopic. */
import type { TopicSpec } from "../cluster.ts";
import { compileTopic } from "../topic-config.ts";

/** Says on the object what its settings said: they are gone when it is to be judged whether it may go, too. */
export const mayBeDeleted = { "tributary.dev/allow": "delete" } as const;

/** Whether its records may go with it. */
export const deletable = ({ allow }: TopicSpec): boolean => allow?.includes("delete") ?? false;

/**
 * The `spec` of a KafkaTopic.
 * @param nodes brokers, for the default of `replication`
 */
export function topicResource(key: string, spec: TopicSpec, nodes: number): object {
  const { topic, partitions, replication, config } = compileTopic(key, spec, nodes);
  return { topicName: topic, partitions, replicas: replication, config };
}
