/** Topics that hold records keep their names and partitions, by what is known of them before anything is declared. */
import type { TopicSpec } from "../../components/kafka/cluster.ts";
import type { Problem } from "../settings/problem.ts";
import type { LastCluster } from "./last-up.ts";

type Topics = Record<string, TopicSpec>;
type Known = LastCluster["topics"];

/** @param who would make another topic under the new name */
export function renamedTopics(topics: Topics, known: Known, who: string): Problem[] {
  return Object.entries(topics).flatMap(([key, { name }]): Problem[] => {
    const now = known[key];
    if (now === undefined || now.name === (name ?? key)) return [];
    return [
      {
        path: `kafka.topics.${key}.name`,
        given: name ?? key,
        allowed: `${now.name}, or another key for another topic: ${who} renames none`,
      },
    ];
  });
}

/** @param instead of keeping them what may stand there. Default: nothing */
export function shrunkTopics(topics: Topics, known: Known, instead?: string): Problem[] {
  return Object.entries(topics).flatMap(([key, { name, partitions }]): Problem[] => {
    const now = known[key];
    // Under another name it is another topic.
    if (now === undefined || now.name !== (name ?? key) || partitions >= now.partitions) return [];
    const why = instead ?? ": partitions are never lowered";
    return [
      {
        path: `kafka.topics.${key}.partitions`,
        given: String(partitions),
        allowed: `at least ${now.partitions}, which it has${why}`,
      },
    ];
  });
}

/** Whoever administers over Kafka's own makes such a topic anew, with no records in it. */
export const mayBeMadeAnew = ({ allow = [] }: TopicSpec): boolean =>
  allow.includes("shrink") || allow.includes("replace");
export const MADE_ANEW = ", unless allow holds shrink or replace: the topic would be made anew, with no records in it";

/**
 * What stands in the way of making a topic anew that may go: Pulumi deletes what the last `up` has let go, and no topic besides, and the new one
 * has the same name. Undefined: nothing.
 */
export const notYetAnew = (now: Known[string] | undefined): string | undefined =>
  now?.deletable
    ? undefined
    : ", which it has, until an up has taken allow in by itself: Pulumi deletes only what the last up let go";

/** Fewer partitions of topics that may go, where Pulumi makes them anew. */
export function notYetShrunk(topics: Topics, known: Known): Problem[] {
  return Object.entries(topics).flatMap(([key, spec]): Problem[] => {
    const now = known[key];
    const why = notYetAnew(now);
    if (now === undefined || why === undefined || !mayBeMadeAnew(spec)) return [];
    if (now.name !== (spec.name ?? key) || spec.partitions >= now.partitions) return [];
    const given = String(spec.partitions);
    return [{ path: `kafka.topics.${key}.partitions`, given, allowed: `${now.partitions}${why}` }];
  });
}

/** Those that may not be taken away, or made anew with no records in them. */
export function keptTopics(topics: Topics, mayBeLost: (spec: TopicSpec) => boolean): Topics {
  return Object.fromEntries(Object.entries(topics).filter(([, spec]) => !mayBeLost(spec)));
}
