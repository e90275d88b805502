/** Operators and what they make, each with where its version stands in what the program declares: charts, images, resources. */
import {
  cloudWatchExporter,
  eck,
  elasticLines,
  elasticStack,
  externalSecrets,
  type KubernetesRange,
  karpenter,
  karpenterLines,
  keda,
  kedaLines,
  type Lines,
  loadBalancerController,
  prometheusStack,
  schemaRegistry,
  strimzi,
  traceCollector,
  type VersionRow,
} from "../versions.ts";

export interface Pinned {
  id: string;
  title: string;
  /** Type of the resource whose input it is. */
  type: string;
  /** Of the input. */
  path: string;
  row: VersionRow;
  lines?: Lines;
  kubernetes?: KubernetesRange;
  /** Its definitions of resources come with it, before it. */
  definitions: boolean;
  /** What is restarted, and whether data is touched. */
  changes: string;
  /** What to set instead of the version that this release brings; undefined: nothing can be set. */
  own?: string;
  /** None of its older versions reads what it has written. */
  oneWay?: boolean;
}

const OWN_PODS = "its own pods, in turn; no data";

export const operators: readonly Pinned[] = [
  {
    id: "strimzi",
    title: "Strimzi's operator",
    type: "tributary:kafka:StrimziOperator",
    path: "version",
    row: strimzi.operator,
    kubernetes: strimzi.kubernetes,
    definitions: true,
    changes: "its own pods, and then every node of Kafka once, in turn; records stay",
    own: "kubernetes.operator.mode: present, for an operator that is yours",
  },
  {
    id: "drain-cleaner",
    title: "Strimzi's drain cleaner",
    type: "tributary:kafka:StrimziOperator",
    path: "drainCleaner.version",
    row: strimzi.drainCleaner,
    definitions: false,
    changes: OWN_PODS,
    own: "kubernetes.operator.drainCleaner: false, for one that is yours",
  },
  {
    id: "external-secrets",
    title: "External Secrets Operator",
    type: "tributary:secrets:ExternalSecretsOperator",
    path: "version",
    row: externalSecrets,
    definitions: true,
    changes: "its own pods, in turn; Secrets stay as they are meanwhile",
    own: "secrets.external.operator.mode: present, for an operator that is yours",
  },
  {
    id: "keda",
    title: "KEDA",
    type: "tributary:scaling:KedaOperator",
    path: "version",
    row: keda,
    lines: kedaLines,
    kubernetes: keda.kubernetes,
    definitions: true,
    changes: "its own pods, in turn; processors stay as many as they are meanwhile",
    own: "scaling.operator.mode: present, for a KEDA that is yours",
  },
  {
    id: "prometheus-stack",
    title: "kube-prometheus-stack",
    type: "tributary:monitoring:PrometheusStack",
    path: "version",
    row: prometheusStack,
    definitions: true,
    changes: "pods of Prometheus, Alertmanager and Grafana, in turn; samples stay on their disks",
    own: "monitoring.operator.mode: present, for an operator that is yours",
  },
  {
    id: "eck",
    title: "Elastic's operator (ECK)",
    type: "tributary:logging:EckOperator",
    path: "version",
    row: eck,
    definitions: true,
    changes: "its own pods; it may restart nodes of Elasticsearch in turn, whose indices stay",
    own: "logging.elasticsearch.operator.mode: present, for an operator that is yours",
  },
  {
    id: "elastic-stack",
    title: "Elasticsearch, Kibana, Logstash, Filebeat",
    type: "tributary:logging:LogCollection",
    path: "shared.version",
    row: elasticStack,
    lines: elasticLines,
    definitions: false,
    changes:
      "nodes of Elasticsearch in turn, then what reads and writes; indices stay, and no older version reads them",
    oneWay: true,
  },
  {
    id: "karpenter",
    title: "Karpenter",
    type: "tributary:kubernetes:Karpenter",
    path: "version",
    row: karpenter,
    lines: karpenterLines,
    kubernetes: karpenter.kubernetes,
    definitions: true,
    changes: "its own pods, in turn; no node comes meanwhile",
    own: "aws.eks.autoscaling.enabled: false, for one that is yours",
  },
  {
    id: "load-balancers",
    title: "AWS Load Balancer Controller",
    type: "tributary:kubernetes:LoadBalancerController",
    path: "version",
    row: loadBalancerController,
    definitions: false,
    changes: "its own pods, in turn; load balancers stay as they are meanwhile",
    own: "aws.eks.loadBalancers: false, for one that is yours",
  },
];

/** By image, of which a setting may name another by digest. */
export const images: readonly (Pinned & { setting: string; named(version: string): string })[] = [
  {
    id: "registry",
    title: "Confluent's schema registry",
    type: "tributary:registry:KubernetesRegistry",
    path: "image",
    row: schemaRegistry,
    definitions: false,
    changes: "its pods, in turn; schemas are in a topic and stay",
    setting: "registry.image",
    named: (version) => `${schemaRegistry.image}@sha256:... (the digest of tag ${version})`,
  },
  {
    id: "trace-collector",
    title: "OpenTelemetry Collector",
    type: "tributary:tracing:TraceCollector",
    path: "image",
    row: traceCollector,
    definitions: false,
    changes: "its pods, in turn; spans that are under way may be lost",
    setting: "monitoring.traces.collector.image",
    named: (version) => `${traceCollector.image}:${version}`,
  },
  {
    id: "cloudwatch-exporter",
    title: "CloudWatch's exporter",
    type: "tributary:monitoring:CloudWatchExporter",
    path: "image",
    row: cloudWatchExporter,
    definitions: false,
    changes: "its pod; figures are missing for one question of Prometheus'",
    setting: "monitoring.exporter.image",
    named: (version) => `${cloudWatchExporter.image}:v${version}`,
  },
];
