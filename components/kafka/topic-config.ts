/** A topic of the settings as Kafka takes it: numbers, and configuration by Kafka's own names. */
import type { TopicSpec } from "./cluster.ts";

export interface CompiledTopic {
  topic: string;
  partitions: number;
  replication: number;
  config: Record<string, string>;
  allow: ("delete" | "shrink" | "replace")[];
}

/** Kafka's names of what TopicSpec has fields for. */
export const ownedConfig: Record<string, keyof TopicSpec> = {
  "retention.ms": "retention",
  "cleanup.policy": "cleanup",
  "max.message.bytes": "maxMessageBytes",
  "min.insync.replicas": "minInsync",
};

/** Whether a topic may be taken away, or made anew with no records in it: providers do that to one with fewer partitions or another name. */
export function mayGo({ allow = [] }: Pick<TopicSpec, "allow">): boolean {
  return allow.length > 0;
}

/**
 * How Pulumi holds a topic that a cloud's provider makes anew for fewer partitions or copies: one that may not go is never deleted, and the new
 * one has the name of the former, which goes first.
 */
export function heldTopic(spec: Pick<TopicSpec, "allow">, protection: boolean) {
  const held = !mayGo(spec);
  return { protect: protection && held, retainOnDelete: held, deleteBeforeReplace: true };
}

/** Three copies, or as many as there are nodes. */
export const defaultReplication = (nodes: number) => Math.min(3, nodes);
/** One copy may be missing and writing goes on. */
export const defaultMinInsync = (replication: number) => Math.max(1, replication - 1);
export const defaultMaxMessageBytes = 1_048_576;

/**
 * @param key the topic's key in the settings, its name when `name` is absent
 * @param nodes brokers of the cluster, for the default of `replication`
 */
export function compileTopic(key: string, spec: TopicSpec, nodes: number): CompiledTopic {
  const replication = spec.replication ?? defaultReplication(nodes);
  return {
    topic: spec.name ?? key,
    partitions: spec.partitions,
    replication,
    config: {
      ...spec.config,
      "retention.ms": retentionMs(spec.retention ?? "7d"),
      "cleanup.policy": { delete: "delete", compact: "compact", both: "compact,delete" }[spec.cleanup ?? "delete"],
      "max.message.bytes": String(spec.maxMessageBytes ?? defaultMaxMessageBytes),
      "min.insync.replicas": String(spec.minInsync ?? defaultMinInsync(replication)),
    },
    allow: spec.allow ?? [],
  };
}

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** 7d -> "604800000"; forever -> "-1". The settings have checked its shape. */
export function retentionMs(retention: string): string {
  if (retention === "forever") return "-1";
  const [, count, unit] = /^(\d+)([a-z]+)$/.exec(retention) ?? [];
  const factor = units[unit ?? ""];
  if (count === undefined || factor === undefined) throw new RangeError(`not a retention: ${retention}`);
  return String(Number(count) * factor);
}
