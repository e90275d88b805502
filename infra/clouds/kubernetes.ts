/** `cloud: kubernetes`: which components, with which arguments. */
import { Provider } from "@pulumi/kubernetes/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { createKafkaCluster, type KafkaClusterSpec } from "../../components/kafka/select.ts";
import { GuardedNamespace } from "../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { renewalDays } from "../../components/kubernetes/renewal.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import type { KubernetesWorkload } from "../../components/workload/kubernetes/workload.ts";
import { names } from "../naming.ts";
import { type StackOutputs, stackOutputs } from "../outputs.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { strimzi } from "../versions.ts";
import { workloadTopics } from "../workload-topics.ts";
import { brokers, type KubernetesSchemas, registryOf, withRegistry } from "./kubernetes-registry.ts";
import { kafkaForScaling, scale, scaledRoles } from "./kubernetes-scaling.ts";
import { secretSource } from "./kubernetes-secrets.ts";

export type KubernetesSettings = SettingsOf<"kubernetes">;

/** Where resources go, and what there is to depend on. */
export interface Place {
  opts: pulumi.ComponentResourceOptions;
  namespace: pulumi.Output<string>;
  after: pulumi.Resource[];
}

export async function deployKubernetes(settings: KubernetesSettings, stack: string): Promise<StackOutputs> {
  const place = await placeOf(settings, stack);
  const source = await secretSource(settings, stack, place);
  const cluster = await createKafkaCluster(names.kafka, clusterSpec(settings, stack, place, source), place.opts);
  const registry = await registryOf(settings, stack, cluster, place);
  const workload = await workloadOf(settings, stack, cluster, registry, place, source);
  if (workload) await scale(settings, stack, cluster, workload, place);
  return stackOutputs(settings, stack, {
    cluster,
    registry,
    workload: workload && {
      ingest: { urls: workload.ingestUrl ? [workload.ingestUrl] : [], token: workload.token ?? null },
      processes: Object.keys(workload.nodes.roles),
      metrics: workload.metrics,
      logs: workload.logs,
    },
  });
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
      monitoring: settings.kubernetes.monitoring.map(namespacePeer),
      tags,
      drainCleaner: drainCleaner ? strimzi.drainCleaner : undefined,
      repository,
      images,
    },
    opts,
  );
  return { opts, namespace, after: installed.ready };
}

function clusterSpec(
  settings: KubernetesSettings,
  stack: string,
  { namespace, after }: Place,
  source: SecretSource,
): KafkaClusterSpec {
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
      secrets: source,
      authority: { validDays: secrets.authority.validDays, renewDays: renewalDays(secrets.authority.validDays) },
      config,
      ...kafkaForScaling(settings, withRegistry(settings)),
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
  registry: KubernetesSchemas | undefined,
  place: Place,
  source: SecretSource,
): Promise<KubernetesWorkload | undefined> {
  const { workload, kubernetes, logging, monitoring, secrets } = settings;
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
      registry: registry?.connection,
      secrets: source,
      exposure: kubernetes.exposure,
      policy: {
        brokers,
        registry: registry?.reached,
        monitoring: namespaces(kubernetes.monitoring),
        clients: namespaces(kubernetes.clients),
        outside: [settings.registry.url, monitoring.traces?.endpoint].filter((url) => url !== undefined),
      },
      spread: kubernetes.spread,
      scaled: scaledRoles(settings),
      tags: tagsOf(settings, stack),
      after: [...cluster.ready, ...(registry?.ready ?? [])],
    },
    place.opts,
  );
}
