/** What runs where, in one table: each version with where it comes from and when that was looked up. */

export interface VersionRow {
  version: string;
  source: string;
  /** ISO date of the look-up */
  checked: string;
}

/** Kafka as `kafka.backend: local` runs it, by how it keeps its metadata. */
export const localKafka = {
  kraft: { version: "4.4.0", source: "Maven: org.apache.kafka:kafka_2.13:4.4.0", checked: "2026-11-23" },
  zookeeper: {
    version: "3.9.2",
    source: "Maven: org.apache.kafka:kafka_2.13:3.9.2, the 3.9 line is the last with ZooKeeper",
    checked: "2026-11-23",
  },
} as const satisfies Record<"kraft" | "zookeeper", VersionRow>;

export const localKafkaVersions = [localKafka.kraft.version, localKafka.zookeeper.version] as const;

export const registry = {
  version: "2.6.13.Final",
  source: "Maven: io.apicurio:apicurio-registry-app:2.6.13.Final:all, the 2.6 line starts on Java 17",
  checked: "2026-11-23",
} as const satisfies VersionRow;

/** Confluent's registry, as Kubernetes runs it, by its tag: no registry of images could be asked for its digest. */
export const schemaRegistry = {
  image: "docker.io/confluentinc/cp-schema-registry",
  version: "8.3.0",
  source: "github.com/confluentinc/schema-registry-images, tag v8.3.0; Confluent Platform 8.3 is Kafka 4.3",
  checked: "2026-11-27",
} as const satisfies VersionRow & { image: string };

const strimziRelease = "github.com/strimzi/strimzi-kafka-operator, kafka-versions.yaml of 1.2.0";

/** Strimzi, and Kafka as its operator runs it. */
export const strimzi = {
  operator: { version: "1.2.0", source: "github.com/strimzi/strimzi-kafka-operator, tag 1.2.0", checked: "2026-11-27" },
  drainCleaner: { version: "1.6.1", source: "github.com/strimzi/drain-cleaner, chart 1.6.1", checked: "2026-11-27" },
  kafka: [
    { version: "4.3.1", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.3.0", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.2.1", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.2.0", source: strimziRelease, checked: "2026-11-27" },
  ],
} as const satisfies Record<"operator" | "drainCleaner", VersionRow> & { kafka: readonly VersionRow[] };

/** External Secrets Operator: the chart, and so the operator and its definitions. */
export const externalSecrets = {
  version: "2.9.0",
  source: "github.com/external-secrets/external-secrets, tag v2.9.0: deploy/charts/external-secrets",
  checked: "2026-11-27",
} as const satisfies VersionRow;

export const strimziKafkaVersions = strimzi.kafka.map(({ version }) => version);

/** The version of Kafka for a way of keeping metadata, unless the settings name one. */
export function kafkaVersion(metadata: "kraft" | "zookeeper", asked?: string): string {
  return asked ?? localKafka[metadata].version;
}
