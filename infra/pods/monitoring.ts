/** `monitoring` of pods: a Prometheus of the stack's own or one that is there, what it reads, and who is told. */
import { output, type Resource } from "@pulumi/pulumi";
import type { MetricsSource } from "../../components/kafka/cluster.ts";
import { PODS as strimziPods } from "../../components/kafka/strimzi/operator-policies.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import type { Receiver } from "../../components/monitoring/alertmanager.ts";
import type { CloudWatchKept } from "../../components/monitoring/aws/cloudwatch.ts";
import type { MetricsLogin } from "../../components/monitoring/confluent/reader.ts";
import type { Source } from "../../components/monitoring/signal.ts";
import { sourcesOf } from "../../components/monitoring/sources.ts";
import { podsOf as kedaPods } from "../../components/scaling/kubernetes/peer.ts";
import { names, project } from "../naming.ts";
import type { PrometheusOperatorKeys } from "../settings/keys/monitoring.ts";
import { tagsOf } from "../tags.ts";
import { prometheusStack } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";
import { traceQuery } from "./tracing.ts";

const HTTPS = 443;
/** Of both operators (Strimzi 1.2.0, KEDA 2.20.2). */
const OPERATOR_PORT = 8080;
type Installed = Extract<PrometheusOperatorKeys, { mode: "install" }>;

/** What a cloud adds for metrics that it keeps itself. */
export interface CloudMetrics {
  /**
   * @param asked names of metrics as the exporter has them
   * @returns its page
   */
  exporter(kept: CloudWatchKept, asked: readonly string[]): Promise<MetricsSource>;
}

/** @param cloud that keeps metrics itself. Default: nobody asks it */
export async function monitor(
  settings: PodSettings,
  stack: string,
  told: readonly MetricsSource[],
  place: Place,
  cloud?: CloudMetrics,
): Promise<void> {
  const { operator, runbooks } = settings.monitoring;
  if (operator === undefined) return;
  const metrics = [...told, ...operatorPages(settings, place), ...(await exported(told, cloud))];
  const after = operator.mode === "install" ? await installed(settings, stack, operator, metrics, place) : [];
  const { StackMonitors } = await import("../../components/monitoring/kubernetes/monitors.ts");
  new StackMonitors(
    names.monitors,
    {
      stack,
      namespace: place.namespace,
      metrics,
      confluent: await confluentLogin(settings, stack, told, place),
      dashboards: operator.grafana,
      runbooks,
      labels: operator.mode === "present" ? operator.labels : {},
      tags: tagsOf(settings, stack),
      after,
    },
    place.opts,
  );
}

/** Of Strimzi's cluster operator and KEDA, which may look after others' namespaces, too: what is of the stack's. */
function operatorPages({ kubernetes, kafka, scaling }: PodSettings, { namespace }: Place): MetricsSource[] {
  const page = (job: string, source: Source, of: string, selector: Record<string, string>): MetricsSource => ({
    kind: "pods",
    job,
    source,
    namespace: output(of),
    selector,
    port: OPERATOR_PORT,
    path: "/metrics",
    // Where both have the label, Prometheus keeps that of its target, the operator's own.
    only: { label: "exported_namespace", value: namespace },
  });
  const strimzi = kafka.backend === "strimzi" ? kubernetes.operator.namespace : undefined;
  const keda = scaling.processor && scaling.operator.namespace;
  return [
    ...(strimzi === undefined ? [] : [page("strimzi-operator", "strimzi-operator", strimzi, strimziPods.operator)]),
    ...(keda === undefined ? [] : [page("keda", "keda", keda, kedaPods("operator").podSelector.matchLabels)]),
  ];
}

/** Pages of what a cloud keeps; none of what the other pages tell as well, as each question costs. */
async function exported(told: readonly MetricsSource[], cloud: CloudMetrics | undefined): Promise<MetricsSource[]> {
  const kept = told.filter((source) => source.kind === "cloudwatch");
  if (cloud === undefined || kept.length === 0) return [];
  const { askedOf } = await import("../../components/monitoring/asked.ts");
  const sources = sourcesOf(told);
  const pages = kept.map(async (one) => {
    const asked = askedOf(one.source, sources);
    return asked.length === 0 ? [] : [await cloud.exporter(one, asked)];
  });
  return (await Promise.all(pages)).flat();
}

/** Of an account for metrics alone; undefined: the brokers are elsewhere. */
async function confluentLogin(
  settings: PodSettings,
  stack: string,
  told: readonly MetricsSource[],
  { namespace, opts }: Place,
): Promise<MetricsLogin | undefined> {
  const { kafka } = settings;
  const kept = told.find((source) => source.kind === "confluent-api");
  if (kafka.backend !== "confluent" || kept === undefined) return undefined;
  const [{ ConfluentMetricsReader }, { prefixOf }] = await Promise.all([
    import("../../components/monitoring/confluent/reader.ts"),
    import("../../components/kafka/confluent/names.ts"),
  ]);
  const { rotation } = kafka.metrics;
  const args = { kept, prefix: prefixOf(project, stack), rotation, namespace, tags: tagsOf(settings, stack) };
  return new ConfluentMetricsReader(names.metricsReader, args, opts).login;
}

async function installed(
  settings: PodSettings,
  stack: string,
  operator: Installed,
  metrics: readonly MetricsSource[],
  place: Place,
): Promise<Resource[]> {
  const [{ PrometheusStack }, { explained }] = await Promise.all([
    import("../../components/monitoring/kubernetes/stack.ts"),
    import("../../components/monitoring/alerts/index.ts"),
  ]);
  const { namespace, replicas, storageGi, storageClass, grafana, routes, repository, imageRegistry } = operator;
  const { spread, apiPorts, dns, imagePullSecrets } = settings.kubernetes;
  const { scaling, monitoring } = settings;
  const { ready } = new PrometheusStack(
    names.prometheusStack,
    {
      version: prometheusStack.version,
      namespace,
      replicas,
      spread,
      retention: monitoring.retention,
      storage: storageGi,
      storageClass,
      grafana,
      routes,
      explained,
      strimzi: settings.kafka.backend === "strimzi",
      pages: pagesOf(metrics),
      receivers: [...new Set(Object.values(routes?.receivers ?? {}).map(portOfReceiver))],
      clients: scaling.processor?.prometheus === undefined ? [] : [namespacePeer(scaling.operator.namespace)],
      traces: traceQuery(settings),
      apiPorts,
      dns,
      tags: tagsOf(settings, stack),
      repository,
      imageRegistry,
      imagePullSecrets,
    },
    place.opts,
  );
  return ready;
}

/** Ports of pages, of pods and of brokers elsewhere. */
function pagesOf(metrics: readonly MetricsSource[]): number[] {
  return [...new Set(metrics.flatMap(portsOfPage))];
}

function portsOfPage(source: MetricsSource): number[] {
  if (source.kind === "confluent-api") return [HTTPS];
  return "port" in source && source.port !== undefined ? [source.port] : [];
}

/** Addresses that are secret are asked by https. */
const portOfReceiver = (receiver: Receiver): number =>
  receiver.kind === "email" ? Number(receiver.server.split(":").at(-1)) : HTTPS;
