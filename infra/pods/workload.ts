/** `workload` as pods. */
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { namespacePeer, portsOf } from "../../components/kubernetes/policy-rules.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import type { KubernetesWorkload } from "../../components/workload/kubernetes/workload.ts";
import { names } from "../naming.ts";
import { tagsOf } from "../tags.ts";
import { workloadTopics } from "../workload-topics.ts";
import type { Place, PodSettings } from "./place.ts";
import type { PodSchemas } from "./registry.ts";
import { scaledRoles } from "./scaling.ts";
import type { Traced } from "./tracing.ts";

export async function workloadOf(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  ready: pulumi.Resource[],
  registry: PodSchemas | undefined,
  place: Place,
  source: SecretSource,
  traced: Traced | undefined,
): Promise<KubernetesWorkload | undefined> {
  const { workload, kubernetes, logging, secrets } = settings;
  if (!workload) return undefined;
  const { KubernetesWorkload } = await import("../../components/workload/kubernetes/workload.ts");
  const { ingest, processor, generator } = workload;
  const { input, output, deadLetter, aggregates } = workloadTopics(settings);
  return new KubernetesWorkload(
    names.workload,
    {
      connectionFor: (principal) => cluster.connectionFor(principal),
      identity: cluster.identity,
      topics: { input, output, deadLetter, ...(aggregates === null ? {} : { aggregates }) },
      namespace: place.namespace,
      image: kubernetes.image!,
      imagePullSecrets: kubernetes.imagePullSecrets,
      logLevel: logging.level,
      fastpath: workload.fastpath,
      tracing: traced?.tracing,
      ingest: { ...ingest, tokenRotation: secrets.ingestToken.rotation },
      processor,
      generator: { ...generator, instances: generator.enabled ? generator.instances : 0 },
      cpu: kubernetes.cpu,
      registry: registry?.connection,
      secrets: source,
      exposure: kubernetes.exposure,
      policy: {
        brokers: (principal) => cluster.reachedBy!(principal),
        registry: registry?.reached,
        collector: traced?.reached,
        monitoring: kubernetes.monitoring.map(namespacePeer),
        clients: kubernetes.clients.map((client) =>
          typeof client === "string" ? namespacePeer(client) : { ipBlock: { cidr: client.cidr } },
        ),
        outside: outsidePorts(settings, traced),
      },
      spread: kubernetes.spread,
      scaled: scaledRoles(settings),
      tags: tagsOf(settings, stack),
      after: [...ready, ...(registry?.ready ?? [])],
    },
    place.opts,
  );
}

/** Ports of what the application asks and the stack does not run. */
function outsidePorts({ registry }: PodSettings, traced: Traced | undefined): number[] {
  const ports = [
    ...(registry.url === undefined ? [] : portsOf(registry.url, registry.port)),
    ...(traced?.outside ?? []),
  ];
  return [...new Set(ports)];
}
