/** A topic of the settings as Confluent Cloud takes it. */
import type { TopicSpec } from "../cluster.ts";
import { compileTopic } from "../topic-config.ts";
import { REPLICATION } from "./kinds.ts";

/**
 * Configuration that the service lets be changed after a topic is made (confluentinc/terraform-provider-confluent 2.83.0,
 * internal/provider/resource_kafka_topic.go: editableTopicSettings; checked 2026-11-27).
 */
export const topicConfigs = [
  "cleanup.policy",
  "confluent.key.schema.validation",
  "confluent.key.subject.name.strategy",
  "confluent.schema.validation.context.name",
  "confluent.value.schema.validation",
  "confluent.value.subject.name.strategy",
  "delete.retention.ms",
  "max.compaction.lag.ms",
  "max.message.bytes",
  "message.timestamp.after.max.ms",
  "message.timestamp.before.max.ms",
  "message.timestamp.difference.max.ms",
  "message.timestamp.type",
  "min.compaction.lag.ms",
  "min.insync.replicas",
  "retention.bytes",
  "retention.ms",
  "segment.bytes",
  "segment.ms",
];

export function confluentTopic(key: string, spec: TopicSpec) {
  return compileTopic(key, { ...spec, replication: REPLICATION }, REPLICATION);
}
