/** `cloud: kubernetes`: which components, with which arguments. */
import { Provider } from "@pulumi/kubernetes/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { createKafkaCluster, type KafkaClusterSpec } from "../../components/kafka/select.ts";
import { PORTS } from "../../components/kafka/strimzi/kafka.ts";
import { GuardedNamespace } from "../../components/kubernetes/namespace.ts";
import type { KubernetesWorkload } from "../../components/workload/kubernetes/workload.ts";
import { names } from "../naming.ts";
import { clusterOutputs, type StackOutputs } from "../outputs.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { strimzi } from "../versions.ts";
import { workloadTopics } from "../workload-topics.ts";
import { kafkaForScaling, scale, scaledRoles } from "./kubernetes-scaling.ts";

export type KubernetesSettings = SettingsOf<"kubernetes">;

/** Where resources go, and what there is to depend on. */
export interface Place {
  opts: pulumi.ComponentResourceOptions;
  namespace: pulumi.Output<string>;
  after: pulumi.Resource[];
}

export async function deployKubernetes(settings: KubernetesSettings, stack: string): Promise<StackOutputs> {
  const place = await placeOf(settings, stack);
  const cluster = await createKafkaCluster(names.kafka, clusterSpec(settings, stack, place), place.opts);
  const workload = await workloadOf(settings, stack, cluster, place);
  if (workload) await scale(settings, stack, cluster, workload, place);
  const { registry } = settings;
  return {
    schemaVersion: 1,
    stack,
    environment: settings.environment,
    clusters: {
      primary: clusterOutputs(cluster, Object.keys(settings.kafka.access), settings.kafka.topics),
      standby: null,
    },
    registry: registry.url === undefined ? null : { connection: { url: registry.url }, subjects: {}, logs: [] },
    workload: workload
      ? {
          topics: workloadTopics(settings),
          ingest: { urls: workload.ingestUrl ? [workload.ingestUrl] : [], token: workload.token ?? null },
          processes: Object.keys(workload.nodes.roles),
          metrics: workload.metrics,
          logs: workload.logs,
        }
      : null,
    monitoring: { prometheus: null },
  };
}

/** The provider, the namespace and the operator. */
async function placeOf(settings: KubernetesSettings, stack: string): Promise<Place> {
  const { context, namespace: own, operator, spread } = settings.kubernetes;
  const provider = new Provider(names.kubernetes, {
    context,
    // A kubeconfig with new credentials is still the same cluster.
    clusterIdentifier: stack,
    enableServerSideApply: true,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  const opts = { providers: { kubernetes: provider } };
  const tags = tagsOf(settings, stack);
  const protection = settings.environment === "production";
  const { namespace } = new GuardedNamespace(names.namespace, { namespace: own, tags, protection }, opts);
  if (operator.mode === "present") return { opts, namespace, after: [] };
  const { StrimziOperator } = await import("../../components/kafka/strimzi/operator.ts");
  const { replicas, drainCleaner, repository, images } = operator;
  const installed = new StrimziOperator(
    names.operator,
    {
      version: strimzi.operator.version,
      namespace: operator.namespace,
      watched: [namespace],
      replicas,
      spread,
      tags,
      drainCleaner: drainCleaner ? strimzi.drainCleaner : undefined,
      repository,
      images,
    },
    opts,
  );
  return { opts, namespace, after: installed.ready };
}

function clusterSpec(settings: KubernetesSettings, stack: string, { namespace, after }: Place): KafkaClusterSpec {
  const { kafka, kubernetes, environment, secrets } = settings;
  const { version, metadataVersion, nodes, brokers, controllers, cruiseControl, external, config } = kafka;
  return {
    backend: "strimzi",
    args: {
      version: version ?? strimzi.kafka[0].version,
      metadataVersion,
      namespace,
      sizing: { nodes },
      brokers: { ...brokers, nodes },
      controllers,
      spread: kubernetes.spread,
      zones: kubernetes.zones,
      cruiseControl: cruiseControl && nodes > 1,
      external,
      authority: { validDays: secrets.authority.validDays, renewDays: 30 },
      config,
      topics: kafka.topics,
      ...kafkaForScaling(settings),
      protection: environment === "production",
      tags: tagsOf(settings, stack),
      after,
    },
  };
}

async function workloadOf(
  settings: KubernetesSettings,
  stack: string,
  cluster: KafkaCluster,
  place: Place,
): Promise<KubernetesWorkload | undefined> {
  const { workload, kubernetes, logging, monitoring, secrets, registry } = settings;
  if (!workload) return undefined;
  const { KubernetesWorkload } = await import("../../components/workload/kubernetes/workload.ts");
  const { ingest, processor, generator } = workload;
  const { input, output, deadLetter, aggregates } = workloadTopics(settings);
  const namespaces = (list: string[]) => list.map(namespacePeer);
  return new KubernetesWorkload(
    names.workload,
    {
      connectionFor: (principal) => cluster.connectionFor(principal),
      topics: { input, output, deadLetter, ...(aggregates === null ? {} : { aggregates }) },
      namespace: place.namespace,
      image: kubernetes.image!,
      imagePullSecrets: kubernetes.imagePullSecrets,
      logLevel: logging.level,
      fastpath: workload.fastpath,
      tracing: monitoring.traces,
      ingest: { ...ingest, tokenRotation: secrets.ingestToken.rotation },
      processor,
      generator: { ...generator, instances: generator.enabled ? generator.instances : 0 },
      cpu: kubernetes.cpu,
      registry: registry.url === undefined ? undefined : { url: registry.url },
      exposure: kubernetes.exposure,
      policy: {
        brokers: {
          to: [{ podSelector: { matchLabels: { "strimzi.io/name": `${names.kafka}-kafka` } } }],
          ports: [PORTS.scram, PORTS.mtls],
        },
        monitoring: namespaces(kubernetes.monitoring),
        clients: namespaces(kubernetes.clients),
        outside: [registry.url, monitoring.traces?.endpoint].filter((url) => url !== undefined),
      },
      spread: kubernetes.spread,
      scaled: scaledRoles(settings),
      tags: tagsOf(settings, stack),
      after: cluster.ready,
    },
    place.opts,
  );
}

const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
