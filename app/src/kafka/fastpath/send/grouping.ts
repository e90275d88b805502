/** Stands in for producer/groupMessagesPerPartition.js, whose time grows with the square of the messages. */
import { PackedRecords } from "../../packed/records.ts";

export interface GroupingArguments<M> {
  topic: string;
  partitionMetadata: unknown[];
  messages: M[];
  partitioner: (args: { topic: string; partitionMetadata: unknown[]; message: M }) => number;
}

export function groupMessagesPerPartition<M>(args: GroupingArguments<M>): Record<string, M[]> {
  const { topic, partitionMetadata, messages, partitioner } = args;
  const groups: Record<string, M[]> = {};
  if (partitionMetadata.length === 0) return groups;
  // They stand for messages, and kafkajs passes them on without a look.
  const packed: unknown = messages;
  if (packed instanceof PackedRecords) return { [packed.partition]: messages };
  let group: M[] = [];
  let current: number | undefined;
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message });
    if (partition !== current || current === undefined) {
      group = groups[partition] ??= [];
      current = partition;
    }
    group.push(message);
  }
  return groups;
}
