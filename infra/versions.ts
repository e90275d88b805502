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

export const strimziKafkaVersions = strimzi.kafka.map(({ version }) => version);

/** What scales by lag. */
export const keda = {
  version: "2.20.2",
  source: "github.com/kedacore/charts, tag v2.20.2, whose appVersion is 2.20.2; definitions of the same",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** The version of Kafka for a way of keeping metadata, unless the settings name one. */
export function kafkaVersion(metadata: "kraft" | "zookeeper", asked?: string): string {
  return asked ?? localKafka[metadata].version;
}
