/** The registry as a user of Kafka: the topic that keeps its schemas, and the only rights that it has. */
import type { AccessSpec, TopicSpec } from "../../kafka/cluster.ts";

/** Name of the user. */
export const PRINCIPAL = "schema-registry";
/** Key of the topic among the cluster's, and its name: Confluent's default. */
export const TOPIC = { key: "registry-schemas", name: "_schemas" } as const;
/** Replicas choose their leader in one group; the other is named by who reads the topic, and keeps nothing. */
export const GROUPS = { leader: "schema-registry", store: "schema-registry-store" } as const;

/** Beside those of the settings. Made here, so that the registry needs no right to make topics. */
export const registryTopics: Record<string, TopicSpec> = {
  [TOPIC.key]: { name: TOPIC.name, partitions: 1, cleanup: "compact", retention: "forever" },
};

/** Beside those of the settings. @param rotation of its password */
export function registryAccess(rotation: number): Record<string, AccessSpec> {
  const groups = Object.values(GROUPS);
  return {
    [PRINCIPAL]: {
      auth: "scram",
      produce: [TOPIC.name],
      consume: groups.map((group) => ({ topic: TOPIC.name, group })),
      rotation,
    },
  };
}
