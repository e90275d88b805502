/** What the settings ask of a cluster, each with the path that it stands at. */
import type { Pool } from "../../components/kafka/strimzi/args.ts";
import { poolsOf, type Role } from "../../components/kafka/strimzi/pools.ts";
import type { StrimziKafka } from "../settings/kafka/strimzi.ts";
import type { SettingsOf } from "../settings.ts";
import { strimzi } from "../versions.ts";

/** Of brokers as pods: other backends ask nothing of the cluster but room for the application. */
export type KubernetesSettings = SettingsOf<"kubernetes" | "aws"> & { kafka: StrimziKafka };

export interface WantedPool {
  /** Of the KafkaNodePool. */
  name: string;
  roles: Role[];
  pool: Pool;
  /** kafka.brokers */
  path: string;
  /** Where the number of nodes stands. */
  nodesPath: string;
}

export function wantedPools({ kafka }: KubernetesSettings): WantedPool[] {
  const { nodes, brokers, controllers } = kafka;
  return poolsOf({ brokers: { ...brokers, nodes }, controllers }).map((spec) =>
    spec.name === "controller"
      ? { ...spec, path: "kafka.controllers", nodesPath: "kafka.controllers.nodes" }
      : { ...spec, path: "kafka.brokers", nodesPath: "kafka.nodes" },
  );
}

/** Version of Kafka, and the format of metadata that it ends with. */
export function wantedKafka({ kafka }: Pick<KubernetesSettings, "kafka">): {
  version: string;
  format: string;
  newest: string;
} {
  const version = kafka.version ?? strimzi.kafka[0].version;
  const newest = strimzi.kafka.find((row) => row.version === version)!.format;
  return { version, format: kafka.metadataVersion ?? newest, newest };
}

/** What stands in a setting, or what stands for it. */
export const given = (value: string | number | undefined, fallback: string | number): string =>
  value === undefined ? `missing, which means ${fallback}` : JSON.stringify(value);
