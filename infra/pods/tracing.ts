/** `monitoring.traces` of pods: what the application is told of it, and the collector between it and who keeps traces. */
import type * as pulumi from "@pulumi/pulumi";
import type { LogSource, MetricsSource } from "../../components/kafka/cluster.ts";
import { namespacePeer, portsOf, type Reached } from "../../components/kubernetes/policy-rules.ts";
import { podLabels } from "../../components/workload/kubernetes/pod.ts";
import { names } from "../naming.ts";
import type { CollectorKeys, PodTraces } from "../settings/keys/traces.ts";
import { tagsOf } from "../tags.ts";
import { traceCollector } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";

export interface Traced {
  tracing: { endpoint: pulumi.Input<string>; ratio: number; perSecond: number };
  /** The collector's pods, when there is one. */
  reached: Reached | undefined;
  /** Ports of somebody else's receiver, when the application sends there itself. */
  outside: number[];
  metrics: MetricsSource[];
  logs: LogSource[];
}

/** @returns undefined when nothing is traced */
export async function traced(settings: PodSettings, stack: string, place: Place): Promise<Traced | undefined> {
  const { traces } = settings.monitoring;
  if (traces === undefined) return undefined;
  const { endpoint, ratio, perSecond, port, collector } = traces;
  if (collector === undefined) {
    const outside = portsOf(endpoint, port);
    return { tracing: { endpoint, ratio, perSecond }, reached: undefined, outside, metrics: [], logs: [] };
  }
  const made = await collectorOf(settings, stack, place, traces, collector);
  return { ...made, tracing: { endpoint: made.endpoint, ratio, perSecond }, outside: [] };
}

async function collectorOf(
  settings: PodSettings,
  stack: string,
  place: Place,
  { endpoint, port }: PodTraces,
  keys: CollectorKeys,
) {
  const { TraceCollector } = await import("../../components/tracing/kubernetes/collector.ts");
  const { kubernetes } = settings;
  const { protocol, replicas, cpu, memoryMi, authority, certificate, authorization } = keys;
  const {
    reached,
    metrics,
    logs,
    endpoint: own,
  } = new TraceCollector(
    names.traces,
    {
      namespace: place.namespace,
      image: keys.image ?? `${traceCollector.image}:${traceCollector.version}`,
      imagePullSecrets: kubernetes.imagePullSecrets,
      target: {
        endpoint,
        protocol,
        tenant: keys.target === "tempo" ? keys.tenant : undefined,
        secrets: { authority, certificate, authorization },
      },
      targetPort: port,
      replicas,
      cpu,
      memoryMi,
      clients: (["ingest", "processor", "generator"] as const).map((role) => ({
        podSelector: { matchLabels: podLabels(names.workload, role) },
      })),
      monitoring: kubernetes.monitoring.map(namespacePeer),
      spread: kubernetes.spread,
      tags: tagsOf(settings, stack),
    },
    place.opts,
  );
  return { endpoint: own, reached, metrics, logs };
}

/** Where Grafana asks for traces; undefined: nowhere. */
export function traceQuery({ monitoring: { traces } }: PodSettings) {
  const collector = traces?.collector;
  if (collector === undefined || collector.target === "otlp" || collector.query === undefined) return undefined;
  const { target, query: url, queryPort } = collector;
  const tenant = collector.target === "tempo" ? collector.tenant : undefined;
  return { kind: target, url, ports: portsOf(url, queryPort), tenant };
}
