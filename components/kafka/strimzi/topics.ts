/** KafkaTopic. */
import type { TopicSpec } from "../cluster.ts";
import { compileTopic } from "../topic-config.ts";

/**
 * The `spec` of a KafkaTopic.
 * @param nodes brokers, for the default of `replication`
 */
export function topicResource(key: string, spec: TopicSpec, nodes: number): object {
  const { topic, partitions, replication, config } = compileTopic(key, spec, nodes);
  return { topicName: topic, partitions, replicas: replication, config };
}
