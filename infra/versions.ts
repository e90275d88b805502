/** What runs where, in one table: each version with where it comes from and when that was looked up. */
import { mskVersions } from "../components/kafka/msk/versions.ts";
import { compareVersions } from "./compare-versions.ts";

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
    { version: "4.3.1", format: "4.3-IV0", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.3.0", format: "4.3-IV0", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.2.1", format: "4.2-IV1", source: strimziRelease, checked: "2026-11-27" },
    { version: "4.2.0", format: "4.2-IV1", source: strimziRelease, checked: "2026-11-27" },
  ],
  /** Minor versions of Kubernetes, oldest and newest. */
  kubernetes: {
    oldest: "1.30",
    newest: "1.36",
    source: "github.com/strimzi/strimzi.github.io, _data/releases.yaml, 1.2.0",
    checked: "2026-11-27",
  },
  /** The first operator that serves v1 of its definitions; 1.0.0 and newer serve nothing else. */
  servesV1: {
    version: "0.49.0",
    source: "github.com/strimzi/strimzi-kafka-operator, CHANGELOG.md of 1.2.0: 0.49.0 and 1.0.0",
    checked: "2026-11-27",
  },
} as const satisfies Record<"operator" | "drainCleaner" | "servesV1", VersionRow> & {
  /** Each with the newest format of metadata that it knows. */
  kafka: readonly (VersionRow & { format: string })[];
  kubernetes: object;
};

/** From this one on Kafka 4 takes over, of its software and of its format of metadata. */
export const oldestUpgradable = {
  version: "3.3",
  source: "kafka.apache.org/43/getting-started/upgrade: any version 3.3.x through 4.2.0",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** External Secrets Operator: the chart, and so the operator and its definitions. */
export const externalSecrets = {
  version: "2.9.0",
  source: "github.com/external-secrets/external-secrets, tag v2.9.0: deploy/charts/external-secrets",
  checked: "2026-11-27",
} as const satisfies VersionRow;

export const strimziKafkaVersions = strimzi.kafka.map(({ version }) => version);

/** Minor versions of Kubernetes that somebody names for an operator, oldest and newest. */
export interface KubernetesRange {
  oldest: string;
  newest: string;
  source: string;
  checked: string;
}

/** What scales by lag. */
export const keda = {
  version: "2.20.2",
  source: "github.com/kedacore/charts, tag v2.20.2, whose appVersion is 2.20.2; definitions of the same",
  checked: "2026-11-27",
  kubernetes: {
    oldest: "1.33",
    newest: "1.35",
    source: "github.com/endoflife-date/endoflife.date, products/keda.md of 2026-08-22",
    checked: "2026-11-28",
  },
} as const satisfies VersionRow & { kubernetes: KubernetesRange };

/** Prometheus, its operator, Alertmanager and Grafana. */
export const prometheusStack = {
  version: "88.6.1",
  source:
    "github.com/prometheus-community/helm-charts, charts/kube-prometheus-stack, whose appVersion is 0.93.1; definitions of the same",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** Who asks CloudWatch for Prometheus, by its tag: no registry of images could be asked for its digest. */
export const cloudWatchExporter = {
  image: "quay.io/prometheuscommunity/yet-another-cloudwatch-exporter",
  version: "0.67.0",
  source: "github.com/prometheus-community/yet-another-cloudwatch-exporter, tag v0.67.0; docs/installation.md",
  checked: "2026-11-27",
} as const satisfies VersionRow & { image: string };

/** Elastic's operator: the chart, and so the operator and its definitions. */
export const eck = {
  version: "3.5.0",
  source: "github.com/elastic/cloud-on-k8s, tag v3.5.0: deploy/eck-operator",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** Elasticsearch, Kibana, Logstash and Filebeat, as that operator makes them. */
export const elasticStack = {
  version: "9.5.2",
  source: "github.com/docker-library/official-images, 2026-08-21: library/elasticsearch",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** The OpenTelemetry Collector's core distribution, by its tag: no registry of images could be asked for its digest. */
export const traceCollector = {
  image: "docker.io/otel/opentelemetry-collector",
  version: "0.159.0",
  source:
    "github.com/open-telemetry/opentelemetry-collector-releases, 2026-08-20: distributions/otelcol/manifest.yaml and .goreleaser.yaml",
  checked: "2026-11-27",
} as const satisfies VersionRow & { image: string };

/** A line of releases, such as 4.3, and until when it gets fixes. */
export interface Line {
  line: string;
  /** ISO dates; unknown where no source names one. */
  released: string;
  end: string;
}

export interface Lines<L extends Line = Line> {
  of: string;
  source: string;
  checked: string;
  lines: readonly L[];
}

/** Apache maintains "up to three" lines and names no dates before: an end is known when it has passed. */
export const kafkaLines: Lines = {
  of: "Kafka",
  source: "github.com/endoflife-date/endoflife.date, products/apache-kafka.md of 2026-08-22",
  checked: "2026-11-27",
  lines: [
    // On Maven Central; newer than the source.
    { line: "4.4", released: "unknown", end: "unknown" },
    { line: "4.3", released: "2026-05-20", end: "unknown" },
    { line: "4.2", released: "2026-02-17", end: "unknown" },
    { line: "4.1", released: "2025-09-02", end: "unknown" },
    { line: "4.0", released: "2025-03-18", end: "unknown" },
    { line: "3.9", released: "2024-11-06", end: "unknown" },
    { line: "3.8", released: "2024-07-26", end: "2024-11-06" },
    { line: "3.7", released: "2024-02-26", end: "2024-07-26" },
    { line: "3.6", released: "2023-10-03", end: "2024-02-27" },
    { line: "3.5", released: "2023-06-13", end: "2023-10-03" },
    { line: "3.4", released: "2023-02-06", end: "2023-06-13" },
    { line: "3.3", released: "2022-09-28", end: "2023-02-06" },
  ],
};

/** AWS' own dates, after which it upgrades clusters without a word. */
export const mskLines: Lines = {
  of: "Kafka on Amazon MSK",
  source: "endoflife.date/amazon-msk; components/kafka/msk/versions.ts",
  checked: "2026-11-27",
  lines: mskVersions.map(({ version, end }) => ({ line: lineOf(version), released: "unknown", end })),
};

/** Of the project itself; clouds have dates of their own. */
export const kubernetesLines: Lines = {
  of: "Kubernetes",
  source: "github.com/endoflife-date/endoflife.date, products/kubernetes.md of 2026-08-22",
  checked: "2026-11-27",
  lines: [
    { line: "1.36", released: "2026-04-22", end: "2027-06-28" },
    { line: "1.35", released: "2025-12-17", end: "2027-02-28" },
    { line: "1.34", released: "2025-08-27", end: "2026-10-27" },
    { line: "1.33", released: "2025-04-23", end: "2026-06-28" },
    { line: "1.32", released: "2024-12-11", end: "2026-02-28" },
    { line: "1.31", released: "2024-08-13", end: "2025-11-11" },
    { line: "1.30", released: "2024-04-17", end: "2025-07-15" },
  ],
};

/** Of Amazon EKS: `end` is that of standard support; extended support costs more and ends for good. */
export const eksLines: Lines<Line & { extended: string }> = {
  of: "Amazon EKS",
  source: "github.com/endoflife-date/endoflife.date, products/amazon-eks.md of 2026-08-22",
  checked: "2026-11-27",
  lines: [
    { line: "1.36", released: "2026-06-02", end: "2027-08-02", extended: "2028-08-02" },
    { line: "1.35", released: "2026-01-28", end: "2027-03-27", extended: "2028-03-27" },
    { line: "1.34", released: "2025-10-06", end: "2026-12-02", extended: "2027-12-02" },
    { line: "1.33", released: "2025-05-28", end: "2026-07-29", extended: "2027-07-29" },
    { line: "1.32", released: "2025-01-25", end: "2026-03-23", extended: "2027-03-23" },
  ],
};

/** By major version. */
export const nodeLines: Lines = {
  of: "Node",
  source: "github.com/endoflife-date/endoflife.date, products/nodejs.md of 2026-08-22",
  checked: "2026-11-28",
  lines: [
    { line: "26", released: "2026-05-05", end: "2029-04-30" },
    { line: "25", released: "2025-10-15", end: "2026-06-01" },
    { line: "24", released: "2025-05-06", end: "2028-04-30" },
    { line: "23", released: "2024-10-16", end: "2025-06-01" },
    { line: "22", released: "2024-04-24", end: "2027-04-30" },
  ],
};

/** The two newest lines of a major version get fixes: an end is known when it has passed. */
export const elasticLines: Lines = {
  of: "the Elastic Stack",
  source: "github.com/endoflife-date/endoflife.date, products/elasticsearch.md of 2026-08-22",
  checked: "2026-11-28",
  lines: [
    { line: "9.5", released: "2026-08-04", end: "unknown" },
    { line: "9.4", released: "2026-05-05", end: "unknown" },
    { line: "9.3", released: "2026-02-03", end: "2026-08-04" },
    { line: "9.2", released: "2025-10-23", end: "2026-05-05" },
    { line: "9.1", released: "2025-07-29", end: "2026-02-03" },
    { line: "9.0", released: "2025-04-15", end: "2025-10-23" },
  ],
};

/** The two newest lines get fixes. */
export const kedaLines: Lines = {
  of: "KEDA",
  source: keda.kubernetes.source,
  checked: "2026-11-28",
  lines: [
    { line: "2.20", released: "2026-06-01", end: "unknown" },
    { line: "2.19", released: "2026-02-02", end: "unknown" },
    { line: "2.18", released: "2025-10-08", end: "2026-06-01" },
    { line: "2.17", released: "2025-04-07", end: "2026-02-02" },
  ],
};

/** Kubernetes as a stack's own EKS runs it, unless the settings name another: the newest but one, which others have run for months. */
export const eks = {
  version: "1.35",
  source: eksLines.source,
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** Who makes nodes on EKS: the chart, and so the controller and its definitions. */
export const karpenter = {
  version: "1.14.1",
  source: "github.com/aws/karpenter-provider-aws, tag v1.14.1; definitions of the Go module of that version",
  checked: "2026-11-27",
  kubernetes: {
    oldest: "1.29",
    newest: "1.36",
    source: "github.com/endoflife-date/endoflife.date, products/karpenter.md of 2026-08-22",
    checked: "2026-11-28",
  },
} as const satisfies VersionRow & { kubernetes: KubernetesRange };

/** The newest line gets fixes. */
export const karpenterLines: Lines = {
  of: "Karpenter",
  source: karpenter.kubernetes.source,
  checked: "2026-11-28",
  lines: [
    { line: "1.14", released: "2026-07-11", end: "unknown" },
    { line: "1.13", released: "2026-06-10", end: "2026-07-11" },
    { line: "1.12", released: "2026-04-24", end: "2026-06-10" },
    { line: "1.11", released: "2026-04-06", end: "2026-04-24" },
  ],
};

/** Who makes load balancers on EKS. */
export const loadBalancerController = {
  version: "3.5.0",
  source: "github.com/kubernetes-sigs/aws-load-balancer-controller, tag v3.5.0: helm/aws-load-balancer-controller",
  checked: "2026-11-27",
} as const satisfies VersionRow;

/** Major and minor version: 4.3.1 -> 4.3 */
export function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** The line that a version is of: a minor version, or a major one. What is older than all that are known ended no later than the oldest. */
export function lineFor<L extends Line>({ lines }: Lines<L>, version: string): L | undefined {
  const own = [lineOf(version), version.split(".")[0]];
  const oldest = lines.at(-1);
  const older = oldest !== undefined && compareVersions(lineOf(version), oldest.line) < 0;
  return lines.find(({ line }) => own.includes(line)) ?? (older ? oldest : undefined);
}

/**
 * One sentence about a version that gets no fixes any more.
 * @param today for tests; an end that is unknown is none
 */
export function endedSentence({ of, source, lines }: Lines, version: string, today: Date): string | undefined {
  const found = lines.find(({ line }) => line === lineOf(version));
  if (found === undefined || found.end === "unknown" || new Date(found.end) >= today) return undefined;
  const later = lines.filter(({ end }) => end === "unknown" || new Date(end) >= today).map(({ line }) => line);
  return `${of} ${version}: the line ${found.line} has had no fixes since ${found.end} (${source}); without an end so far: ${later.join(", ")}.`;
}

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
