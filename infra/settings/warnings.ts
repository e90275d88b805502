/** What is allowed and yet hardly meant: told before a run, and never a reason to stop. */
import type { Settings } from "./schema.ts";

export function settingsWarnings({ workload, kafka }: Settings): string[] {
  if (!workload) return [];
  const { instances, workers } = workload.processor;
  const input = kafka.topics[workload.topics.input];
  const members = instances * workers;
  if (!input || members <= input.partitions) return [];
  return [
    `workload.processor has ${instances} x ${workers} = ${members} workers and kafka.topics.${workload.topics.input} has ${input.partitions} partitions: ${members - input.partitions} of them are idle.`,
  ];
}
