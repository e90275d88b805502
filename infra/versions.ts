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

const official = "github.com/docker-library/official-images, 2026-08-21: library/";

/** What Dockerfiles and compose.yaml stand on, as REPOSITORY:TAG. No registry could be reached when this was written, so none has its digest. */
export const containers = {
  node: { image: "node", version: "24.19.0-bookworm-slim", source: `${official}node`, checked: "2026-11-27" },
  debian: { image: "debian", version: "bookworm-20260803-slim", source: `${official}debian`, checked: "2026-11-27" },
  java: {
    image: "eclipse-temurin",
    version: "17.0.20_8-jre-noble",
    source: `${official}eclipse-temurin`,
    checked: "2026-11-27",
  },
  prometheus: {
    image: "prom/prometheus",
    version: "v3.14.0",
    source: "github.com/prometheus/prometheus, CHANGELOG.md: 3.14.0 of 2026-08-17",
    checked: "2026-11-27",
  },
  grafana: {
    image: "grafana/grafana",
    version: "13.2.0",
    source: "github.com/grafana/grafana, CHANGELOG.md: 13.2.0 of 2026-08-18",
    checked: "2026-11-27",
  },
  elasticsearch: {
    image: "elasticsearch",
    version: "9.5.2",
    source: `${official}elasticsearch`,
    checked: "2026-11-27",
  },
  logstash: { image: "logstash", version: "9.5.2", source: `${official}logstash`, checked: "2026-11-27" },
  kibana: { image: "kibana", version: "9.5.2", source: `${official}kibana`, checked: "2026-11-27" },
} as const satisfies Record<string, VersionRow & { image: string }>;

/** The version of Kafka for a way of keeping metadata, unless the settings name one. */
export function kafkaVersion(metadata: "kraft" | "zookeeper", asked?: string): string {
  return asked ?? localKafka[metadata].version;
}
