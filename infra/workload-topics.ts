/** The workload's topics by name, as Kafka knows them. */
import type { Settings } from "./settings.ts";

export function workloadTopics({
  workload,
  kafka,
}: Pick<Settings, "workload"> & { kafka: Pick<Settings["kafka"], "topics"> }) {
  const name = (key = "") => kafka.topics[key]?.name ?? key;
  const { input, output, deadLetter, aggregates, replays } = workload!.topics;
  return {
    input: name(input),
    output: name(output),
    deadLetter: name(deadLetter),
    aggregates: aggregates === undefined ? null : name(aggregates),
    replays: replays === undefined ? null : name(replays),
  };
}
