/** Topics as MSK takes them: Express and Serverless brokers have some of their own, which nobody else sets. */
import type { TopicSpec } from "../cluster.ts";
import { type CompiledTopic, compileTopic } from "../topic-config.ts";
import type { MskTier } from "./versions.ts";

/**
 * What may be set of a topic where not everything may.
 * Sources, looked up 2026-11-27: developer guide, msk-configuration-express-read-write (topic-level) and serverless-config.
 */
const settable: Partial<Record<MskTier, ReadonlySet<string>>> = {
  express: new Set([
    "cleanup.policy",
    "compression.type",
    "delete.retention.ms",
    "max.compaction.lag.ms",
    "max.message.bytes",
    "message.timestamp.after.max.ms",
    "message.timestamp.before.max.ms",
    "message.timestamp.type",
    "min.compaction.lag.ms",
    "retention.bytes",
    "retention.ms",
  ]),
  serverless: new Set([
    "cleanup.policy",
    "compression.type",
    "max.message.bytes",
    "message.timestamp.difference.max.ms",
    "message.timestamp.type",
    "retention.bytes",
    "retention.ms",
  ]),
};

/** Undefined: everything that Kafka has. */
export const settableOfTopics = (tier: MskTier): string[] | undefined => {
  const known = settable[tier];
  return known && [...known];
};

/** Copies, and how many of them must have a record, where AWS decides it. */
export const fixedCopies = { replication: 3, minInsync: 2 } as const;

export const copiesAreFixed = (tier: MskTier): boolean => tier !== "standard";

/** @param nodes brokers of the cluster; AWS decides how many there are of a serverless one */
export function compileMskTopic(tier: MskTier, key: string, spec: TopicSpec, nodes: number): CompiledTopic {
  if (!copiesAreFixed(tier)) return compileTopic(key, spec, nodes);
  const { config, ...topic } = compileTopic(key, { ...spec, ...fixedCopies }, fixedCopies.replication);
  const { "min.insync.replicas": _fixed, ...rest } = config;
  return { ...topic, config: rest };
}
