/**
 * A signal is one thing to know of a platform, under one name on every backend: recording rules make it of whatever a source calls it.
 * Dashboards and alerts know signals alone, so each is written once.
 */

/** What a page or an exporter is, that is: whose names stand there. */
export type Source =
  /** Brokers with Strimzi's metrics reporter: Strimzi's own, and those of the local stack. */
  | "strimzi-reporter"
  /** Brokers with the JMX exporter and no rules, such as MSK's open monitoring. */
  | "jmx-exporter"
  /** kafka_exporter, a client that looks at groups and topics. */
  | "kafka-exporter"
  /** Amazon CloudWatch's AWS/Kafka, by yet-another-cloudwatch-exporter. */
  | "cloudwatch"
  /** The same of serverless clusters, whose values are of partitions, and whose brokers nobody sees. */
  | "cloudwatch-serverless"
  /** Confluent Cloud's Metrics API, its page for Prometheus. */
  | "confluent-api"
  /** Azure Monitor, by azure-metrics-exporter; no signal is made of it yet. */
  | "azure-monitor"
  /** Google Cloud's Monitoring, by stackdriver_exporter; no signal is made of it yet. */
  | "google-monitoring"
  /** Processes of the application. */
  | "application"
  /** The machines' own, by node_exporter. */
  | "node-exporter"
  /** What Kubernetes knows of pods and volumes, by kube-state-metrics and the kubelet. */
  | "kubernetes"
  /** Strimzi's operators. */
  | "strimzi-operator"
  | "cruise-control"
  | "connect"
  | "mirror-maker"
  | "schema-registry"
  | "keda"
  /** The collector of traces. */
  | "trace-collector";

/**
 * PromQL in which each selector begins with `%`, which becomes the stack's own label, or with `@`, which becomes the namespace of its pods
 * where a source knows no stacks: `kafka_x{%,topic!=""}`, `kubelet_x{@}`. With `*` it becomes nothing: a node's, which is nobody's own, and
 * which the query joins with what is. Several stacks may share a Prometheus, and no rule may see
 * another stack's samples.
 */
export type Query = string;

export interface Signal {
  /** As it is recorded: `tributary:<what>`. API: dashboards and alerts of others may use it. */
  name: string;
  /** One sentence for whoever looks at it. */
  help: string;
  unit:
    | "partitions"
    | "brokers"
    | "seconds"
    | "bytes"
    | "bytes/s"
    | "records"
    | "records/s"
    | "requests/s"
    | "events/s"
    | "ratio"
    | "count";
  /** Its labels besides `stack`, the same whatever it comes from; a source that cannot tell one leaves it out. */
  labels: readonly string[];
  /** By source; of those that are there the first is asked. */
  from: Partial<Record<Source, Query>>;
  /** True: each source tells of something else, and all are asked. Default: false. */
  together?: boolean;
}

/** @param namespace of the stack's pods. Default: none, and no selector may ask for it */
export function ofStack(query: Query, stack: string, namespace?: string): string {
  const own = query.replaceAll("{%", () => `{stack=${JSON.stringify(stack)}`);
  return own.replaceAll("{@", () => `{namespace=${JSON.stringify(namespace)}`).replaceAll("{*,", "{");
}

/** Names of all metrics in a query, those of PromQL's own functions and words left out. */
export function metricsIn(query: Query): string[] {
  const selectors = query.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{[%@*]/g);
  return [...new Set([...selectors].map(([, name]) => name!))];
}
