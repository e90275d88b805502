/** What a Prometheus of an operator reads of a stack, and the rules it works by. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, TributaryComponent } from "../../component.ts";
import type { MetricsSource } from "../../kafka/cluster.ts";
import { CustomObject, type CustomObjectArgs } from "../../kubernetes/custom-resource.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { ConfluentKept, MetricsLogin } from "../confluent/reader.ts";
import { dashboardsFor } from "../dashboards/for-stack.ts";
import { literal } from "../literal.ts";
import { ruleGroups } from "../rules.ts";
import type { Source } from "../signal.ts";
import { sourcesOf } from "../sources.ts";
import { DASHBOARD_LABEL } from "./values.ts";

export interface StackMonitorsArgs {
  /** Becomes the label `stack` of everything that is read. */
  stack: string;
  /** Of the stack's pods, in which these objects are made too. */
  namespace: pulumi.Input<string>;
  metrics: readonly MetricsSource[];
  /** How Prometheus logs in at the Metrics API of Confluent Cloud. Default: it does not read it. */
  confluent?: MetricsLogin | undefined;
  /** Where the runbooks' pages are. Default: docs/runbooks. */
  runbooks?: string | undefined;
  /** Whether Grafana finds dashboards in ConfigMaps of the namespace. */
  dashboards: boolean;
  /** That the operator's selectors want of such objects. Default: none. */
  labels?: Record<string, string>;
  tags: Record<string, string>;
  /** What must be there before, such as the definitions. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: { monitor?: Transform<CustomObjectArgs>; rules?: Transform<CustomObjectArgs> };
}

const MONITORING = "monitoring.coreos.com";
/** Thrice in the time in which an alert of a minute has to be seen. */
const INTERVAL = "30s";

export class StackMonitors extends TributaryComponent {
  static readonly token = "tributary:monitoring:StackMonitors";
  readonly nodes: {
    monitors: Record<string, CustomObject>;
    rules: CustomObject;
    dashboards: Record<string, ConfigMap>;
  };

  constructor(name: string, args: StackMonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { metrics, ...shown } = args;
    super(StackMonitors.token, name, shown, opts);
    const { stack, runbooks, after = [], transform } = args;
    const monitors = metrics.flatMap((source) => {
      const made = monitorOf(args, source);
      if (made === undefined) return [];
      const object = this.child(CustomObject, made.job, made.args, { dependsOn: after }, transform?.monitor);
      return [[made.job, object] as const];
    });
    // Of what nobody reads no rule may ask; the kubelet and kube-state-metrics are read by the operator's own monitors.
    const read = metrics.filter((source) => monitorOf(args, source) !== undefined);
    const sources: Source[] = [...sourcesOf(read), "kubernetes"];
    const groups = pulumi
      .output(args.namespace)
      .apply((namespace) => ruleGroups({ stack, namespace, sources, runbooks }));
    const rules = this.child(
      CustomObject,
      "rules",
      {
        apiVersion: `${MONITORING}/v1`,
        kind: "PrometheusRule",
        metadata: metadataOf(args, "tributary"),
        spec: { groups },
      },
      { dependsOn: after },
      transform?.rules,
    );
    const dashboards = args.dashboards ? this.#dashboards(args, sources) : {};
    this.nodes = { monitors: Object.fromEntries(monitors), rules, dashboards };
    this.finish();
  }

  #dashboards(args: StackMonitorsArgs, sources: Source[]): Record<string, ConfigMap> {
    const all = dashboardsFor({ sources, dataSources: ["prometheus"] });
    return Object.fromEntries(
      all.map(({ key, json }) => {
        const { labels, ...metadata } = metadataOf(args, `dashboard-${key}`);
        const found = { ...labels, [DASHBOARD_LABEL]: "1" };
        const data = { [`tributary-${key}.json`]: json };
        return [key, this.child(ConfigMap, `dashboard-${key}`, { metadata: { ...metadata, labels: found }, data })];
      }),
    );
  }
}

type Placed = Pick<StackMonitorsArgs, "namespace" | "labels" | "tags">;
const metadataOf = ({ namespace, labels = {}, tags }: Placed, name: string) => ({
  name,
  namespace,
  labels: { ...labelsOf(tags), ...labels },
});

/** Undefined: no page that Prometheus itself could read. */
function monitorOf(
  args: StackMonitorsArgs,
  source: MetricsSource,
): { job: string; args: CustomObjectArgs } | undefined {
  switch (source.kind) {
    case "pods":
      return { job: source.job, args: podMonitor(args, source) };
    case "scrape":
      return { job: source.job, args: scrapeConfig(args, source) };
    case "confluent-api":
      return args.confluent && { job: "confluent", args: confluentScrape(args, source, args.confluent) };
    default:
      return undefined;
  }
}

function podMonitor(args: StackMonitorsArgs, source: Extract<MetricsSource, { kind: "pods" }>) {
  const { job, namespace, selector, port, path, params } = source;
  const samples = relabelings(source);
  return {
    apiVersion: `${MONITORING}/v1`,
    kind: "PodMonitor",
    metadata: metadataOf(args, job),
    spec: {
      selector: { matchLabels: selector },
      namespaceSelector: { matchNames: [namespace] },
      podMetricsEndpoints: [
        {
          portNumber: port,
          path,
          ...(params === undefined ? {} : { params }),
          interval: INTERVAL,
          relabelings: [
            { targetLabel: "stack", replacement: args.stack },
            { targetLabel: "job", replacement: job },
            { sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "instance" },
          ],
          ...(samples.length === 0 ? {} : { metricRelabelings: samples }),
        },
      ],
    },
  };
}

/** Whatever is somebody else's goes. What a sample has no label for, such as a broker, it is not of. */
function relabelings({ only, labels = {} }: Extract<MetricsSource, { kind: "pods" }>): object[] {
  return [
    ...(only ? [{ action: "keep", sourceLabels: [only.label], regex: only.value.apply(literal) }] : []),
    ...Object.entries(labels).map(([targetLabel, from]) => ({ sourceLabels: [from], targetLabel })),
  ];
}

function scrapeConfig(args: StackMonitorsArgs, source: Extract<MetricsSource, { kind: "scrape" }>) {
  const { job, targets, path, instances } = source;
  const named = (index: number) => (instances?.[index] === undefined ? {} : { instance: instances[index] });
  return {
    apiVersion: `${MONITORING}/v1alpha1`,
    kind: "ScrapeConfig",
    metadata: metadataOf(args, job),
    spec: {
      jobName: job,
      metricsPath: path,
      scrapeInterval: INTERVAL,
      staticConfigs: pulumi
        .output(targets)
        .apply((addresses) =>
          addresses.map((address, index) => ({ targets: [address], labels: { stack: args.stack, ...named(index) } })),
        ),
      // The operator puts a job of its own before the name.
      relabelings: [{ targetLabel: "job", replacement: job }],
    },
  };
}

/** It answers once a minute, at most 160 times an hour and account, whoever of several Prometheus asks. */
const CONFLUENT = { target: "api.telemetry.confluent.cloud", path: "/v2/metrics/cloud/export", interval: "1m" };

/** Source: the published specification of the Metrics API, /v2/metrics/{dataset}/export. */
function confluentScrape(args: StackMonitorsArgs, { clusterId }: ConfluentKept, login: MetricsLogin): CustomObjectArgs {
  const key = (of: string) => ({ name: login.name, key: of });
  return {
    apiVersion: `${MONITORING}/v1alpha1`,
    kind: "ScrapeConfig",
    metadata: metadataOf(args, "confluent"),
    spec: {
      jobName: "confluent",
      scheme: "HTTPS",
      metricsPath: CONFLUENT.path,
      params: { "resource.kafka.id": [clusterId] },
      basicAuth: { username: key(login.userKey), password: key(login.passwordKey) },
      scrapeInterval: CONFLUENT.interval,
      scrapeTimeout: CONFLUENT.interval,
      // Values are of three minutes ago and stay what they are for one: by their own time rules would not see them each time that they look.
      honorTimestamps: false,
      staticConfigs: [{ targets: [CONFLUENT.target], labels: { stack: args.stack } }],
      relabelings: [{ targetLabel: "job", replacement: "confluent" }],
    },
  };
}
