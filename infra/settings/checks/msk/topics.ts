/** Topics: what AWS has decided where it does, and how much a serverless cluster holds. */
import { serverless } from "../../../../components/kafka/msk/limits.ts";
import { copiesAreFixed, fixedCopies, settableOfTopics } from "../../../../components/kafka/msk/topic-config.ts";
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";

export function mskTopicProblems(tier: MskTier, { topics }: View): Problem[] {
  const known = settableOfTopics(tier);
  const each = Object.entries(topics).flatMap(([key, { spec }]) => {
    const path = `kafka.topics.${key}`;
    const problems: Problem[] = [];
    for (const [field, fixed] of Object.entries(fixedCopies)) {
      const given = spec?.[field as keyof typeof fixedCopies];
      if (copiesAreFixed(tier) && given !== undefined && given !== fixed)
        problems.push({
          path: `${path}.${field}`,
          given: String(given),
          allowed: `${fixed}, which AWS has set because kafka.tier is ${tier}`,
        });
    }
    for (const name of Object.keys(spec?.config ?? {}))
      if (known && !known.includes(name))
        problems.push({
          path: `${path}.config.${name}`,
          given: "set",
          allowed: `because kafka.tier is ${tier}: ${known.join(", ")}`,
        });
    const bytes = spec?.maxMessageBytes ?? 0;
    if (tier === "serverless" && bytes > serverless.maxMessageBytes)
      problems.push({
        path: `${path}.maxMessageBytes`,
        given: String(bytes),
        allowed: `at most ${serverless.maxMessageBytes}, because kafka.tier is serverless`,
      });
    return problems;
  });
  return [...each, ...(tier === "serverless" ? partitionProblems(topics) : [])];
}

function partitionProblems(topics: View["topics"]): Problem[] {
  const specs = Object.values(topics).flatMap(({ spec }) => spec ?? []);
  const compacted = specs.filter(({ cleanup }) => cleanup === "compact" || cleanup === "both");
  const sum = (of: typeof specs) => of.reduce((total, { partitions }) => total + partitions, 0);
  const more = (given: number, most: number, what: string): Problem[] =>
    given <= most
      ? []
      : [
          {
            path: "kafka.topics",
            given: `${given} ${what} together`,
            allowed: `at most ${most}, because kafka.tier is serverless`,
          },
        ];
  return [
    ...more(sum(specs) - sum(compacted), serverless.partitions, "partitions"),
    ...more(sum(compacted), serverless.compactedPartitions, "compacted partitions"),
  ];
}
