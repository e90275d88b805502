/** `monitoring` of pods: a Prometheus of the stack's own or one that is there, what it reads, and who is told. */
import type { Resource } from "@pulumi/pulumi";
import type { MetricsSource } from "../../components/kafka/cluster.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import type { Receiver } from "../../components/monitoring/alertmanager.ts";
import { names } from "../naming.ts";
import type { PrometheusOperatorKeys } from "../settings/keys/monitoring.ts";
import { tagsOf } from "../tags.ts";
import { prometheusStack } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";
import { traceQuery } from "./tracing.ts";

type Installed = Extract<PrometheusOperatorKeys, { mode: "install" }>;

export async function monitor(
  settings: PodSettings,
  stack: string,
  metrics: readonly MetricsSource[],
  place: Place,
): Promise<void> {
  const { operator, runbooks } = settings.monitoring;
  if (operator === undefined) return;
  const after = operator.mode === "install" ? await installed(settings, stack, operator, metrics, place) : [];
  const { StackMonitors } = await import("../../components/monitoring/kubernetes/monitors.ts");
  new StackMonitors(
    names.monitors,
    {
      stack,
      namespace: place.namespace,
      metrics,
      dashboards: operator.grafana,
      runbooks,
      labels: operator.mode === "present" ? operator.labels : {},
      tags: tagsOf(settings, stack),
      after,
    },
    place.opts,
  );
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
  return [
    ...new Set(metrics.flatMap((source) => ("port" in source && source.port !== undefined ? [source.port] : []))),
  ];
}

/** Addresses that are secret are asked by https. */
const portOfReceiver = (receiver: Receiver): number =>
  receiver.kind === "email" ? Number(receiver.server.split(":").at(-1)) : 443;
