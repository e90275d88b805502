/**
 * What IAM may allow on an MSK cluster's data plane, each with Kafka's own operation that it stands for.
 * Source: MSK Developer Guide, "Semantics of IAM authorization policy actions and resources", looked up 2026-11-27.
 */
import type { AccessRule } from "../../../local/resources.ts";

export type KafkaResource = AccessRule["resource"];

interface KafkaAction {
  resource: KafkaResource;
  /** As AccessRule has it. Connect has none: a Kafka listener lets in whoever can prove who it is. */
  operation: string | undefined;
  /** What must be allowed besides Connect, else it is refused all the same. */
  requires: string[];
}

const action = (resource: KafkaResource, operation: string | undefined, requires: string[] = []): KafkaAction => ({
  resource,
  operation,
  requires,
});

/** Without the prefix `kafka-cluster:`. */
export const kafkaActions = {
  Connect: action("cluster", undefined),
  DescribeCluster: action("cluster", "describe"),
  AlterCluster: action("cluster", "alter", ["DescribeCluster"]),
  DescribeClusterDynamicConfiguration: action("cluster", "describeConfigs"),
  AlterClusterDynamicConfiguration: action("cluster", "alterConfigs", ["DescribeClusterDynamicConfiguration"]),
  WriteDataIdempotently: action("cluster", "idempotentWrite", ["WriteData"]),
  CreateTopic: action("topic", "create"),
  DescribeTopic: action("topic", "describe"),
  AlterTopic: action("topic", "alter", ["DescribeTopic"]),
  DeleteTopic: action("topic", "delete", ["DescribeTopic"]),
  DescribeTopicDynamicConfiguration: action("topic", "describeConfigs"),
  AlterTopicDynamicConfiguration: action("topic", "alterConfigs", ["DescribeTopicDynamicConfiguration"]),
  ReadData: action("topic", "read", ["DescribeTopic", "AlterGroup"]),
  WriteData: action("topic", "write", ["DescribeTopic"]),
  DescribeGroup: action("group", "describe"),
  AlterGroup: action("group", "read", ["DescribeGroup"]),
  DeleteGroup: action("group", "delete", ["DescribeGroup"]),
  DescribeTransactionalId: action("transactionalId", "describe"),
  AlterTransactionalId: action("transactionalId", "write", ["DescribeTransactionalId", "WriteData"]),
} as const satisfies Record<string, KafkaAction>;

export type KafkaActionName = keyof typeof kafkaActions;

/** The action that stands for an operation on a kind of resource. Undefined: IAM has none. */
export function actionFor(resource: KafkaResource, operation: string): KafkaActionName | undefined {
  const names = Object.keys(kafkaActions) as KafkaActionName[];
  return names.find((name) => kafkaActions[name].resource === resource && kafkaActions[name].operation === operation);
}
