/** Copies of records, and how many must have one before it counts. */
import { UNKNOWN, valueIn } from "../read.ts";
import type { Context, Finding, ResourceRule } from "../rule.ts";

/** Copies that outlive the loss of one machine while another is replaced. */
const PRODUCTION_COPIES = 3;
const IN_SYNC = "min.insync.replicas";

interface Topic {
  copies: { path: string; value: unknown };
  inSync: { path: string; value: unknown };
  /** The service decides both, and refuses others: docs/verification.md. */
  managed?: true;
}

/** A topic, however a provider writes it. */
function topicOf(type: string, inputs: Record<string, unknown>): Topic | undefined {
  const at = (path: string, config: string): Topic => ({
    copies: { path, value: valueIn(inputs, path) },
    inSync: { path: `${config}["${IN_SYNC}"]`, value: configOf(valueIn(inputs, config))?.[IN_SYNC] },
  });
  switch (type) {
    case "tributary:kafka:Topic":
      return at("replication", "config");
    case "kafka:index/topic:Topic":
      return at("replicationFactor", "config");
    case "aws:msk/topic:Topic":
      return at("replicationFactor", "configs");
    case "kubernetes:kafka.strimzi.io/v1:KafkaTopic":
      return at("spec.replicas", "spec.config");
    case "confluentcloud:index/kafkaTopic:KafkaTopic":
      return {
        copies: { path: "config", value: PRODUCTION_COPIES },
        inSync: { path: `config["${IN_SYNC}"]`, value: configOf(inputs["config"])?.[IN_SYNC] },
        managed: true,
      };
    default:
      return undefined;
  }
}

/** MSK takes it as JSON, and some kinds of its clusters let nobody set it. */
function configOf(config: unknown): Record<string, unknown> | undefined {
  if (typeof config === "string" && config.startsWith("{")) return JSON.parse(config) as Record<string, unknown>;
  return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : undefined;
}

const isNumber = (value: unknown): boolean => value !== undefined && value !== UNKNOWN && !Number.isNaN(Number(value));

function findings({ copies, inSync, managed }: Topic, { settings }: Context): Finding[] {
  const production = settings.environment === "production";
  const found: Finding[] = [];
  if (!isNumber(copies.value)) return found;
  const count = Number(copies.value);
  if (production && count < PRODUCTION_COPIES)
    found.push({ path: copies.path, given: String(count), allowed: `at least ${PRODUCTION_COPIES} in production` });
  if (!isNumber(inSync.value)) return found;
  const least = Number(inSync.value);
  const most = Math.max(1, count - 1);
  // All copies in sync: one broker that restarts stops every producer. One of several: an acknowledged record can be lost.
  if (least > most)
    found.push({ path: inSync.path, given: String(least), allowed: `at most ${most}, with ${count} copies` });
  if (least < 2 && count > 1 && (production || !managed))
    found.push({ path: inSync.path, given: String(least), allowed: `at least 2, with ${count} copies` });
  return found;
}

export const topicReplication: ResourceRule = {
  name: "topic-replication",
  level: "mandatory",
  severity: "high",
  about:
    "A topic has three copies in production; with several, a record counts when two have it, and one may be away without stopping producers.",
  mend: "Set kafka.topics.<key>.replication and its config's min.insync.replicas; both follow the number of nodes where they are left out.",
  check({ type, inputs }, context) {
    const topic = topicOf(type, inputs);
    return topic === undefined ? [] : findings(topic, context);
  },
};
