/** `scaling` of pods: KEDA, what it may see of the cluster, and who is scaled by what. */
import type { Resource } from "@pulumi/pulumi";
import type { KafkaCluster, KafkaClusterArgs } from "../../components/kafka/cluster.ts";
import { fromElsewhere, namespacePeer, portsOf } from "../../components/kubernetes/policy-rules.ts";
import { kedaPeer, OPERATOR_ACCOUNT } from "../../components/scaling/kubernetes/peer.ts";
import { mostInstances } from "../../components/scaling/limits.ts";
import type { KubernetesWorkload } from "../../components/workload/kubernetes/workload.ts";
import type { Role } from "../../components/workload/layout.ts";
import { names } from "../naming.ts";
import { SCALER, scalerAccess } from "../scaler.ts";
import { tagsOf } from "../tags.ts";
import { keda } from "../versions.ts";
import { workloadTopics } from "../workload-topics.ts";
import type { Place, PodSettings } from "./place.ts";

/** Roles whose Deployments name no number of pods. */
export function scaledRoles({ scaling }: PodSettings): Role[] {
  return (["ingest", "processor"] as const).filter((role) => scaling[role] !== undefined);
}

type OfCluster = Pick<KafkaClusterArgs, "topics" | "access">;

/** KEDA's user beside those that there are, and its pods as clients of the listeners. */
export function kafkaForScaling(settings: PodSettings, cluster: OfCluster): OfCluster & { clients: object[] } {
  const { scaling } = settings;
  if (scaling.processor === undefined) return { ...cluster, clients: [] };
  return {
    ...cluster,
    access: { ...cluster.access, [SCALER]: scalerAccess(settings) },
    clients: [kedaPeer(scaling.operator.namespace)],
  };
}

/** @returns KEDA, when it is installed or told something */
export async function scale(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  ready: Resource[],
  workload: KubernetesWorkload,
  place: Place,
): Promise<Resource[]> {
  const { ingest, processor } = settings.scaling;
  if (!ingest && !processor) return [];
  const { WorkloadScaling } = await import("../../components/scaling/kubernetes/scaling.ts");
  const operator = processor ? await kedaOf(settings, stack, cluster, place) : [];
  const deployment = (role: Role) => workload.nodes.roles[role]!.deployment.metadata.name;
  const { group, workers } = settings.workload!.processor;
  const { partitions } = settings.kafka.topics[settings.workload!.topics.input]!;
  new WorkloadScaling(
    names.scaling,
    {
      namespace: place.namespace,
      ...(ingest ? { ingest: { ...ingest, deployment: deployment("ingest") } } : {}),
      ...(processor
        ? {
            processor: {
              ...processor,
              maxInstances: processor.maxInstances ?? mostInstances(partitions, workers),
              deployment: deployment("processor"),
              topic: workloadTopics(settings).input,
              group,
              connection: cluster.connectionFor(SCALER),
            },
          }
        : {}),
      tags: tagsOf(settings, stack),
      after: [...operator, ...ready],
    },
    place.opts,
  );
  return operator;
}

/** Where KEDA is an identity of a cloud to the brokers: that of its own service account, which the application's pods are not. */
function identityOf({ scaling }: PodSettings, { identity }: KafkaCluster): Resource[] {
  const { namespace } = scaling.operator;
  return identity?.grant(SCALER, { name: names.keda, namespace, serviceAccount: OPERATOR_ACCOUNT }) ?? [];
}

async function kedaOf(settings: PodSettings, stack: string, cluster: KafkaCluster, place: Place) {
  const { operator, processor: { prometheus } = {} } = settings.scaling;
  const { spread, apiPorts, dns, imagePullSecrets } = settings.kubernetes;
  const identity = identityOf(settings, cluster);
  if (operator.mode === "present") return identity;
  const { KedaOperator } = await import("../../components/scaling/kubernetes/operator.ts");
  const { namespace, replicas, repository, imageRegistry } = operator;
  const installed = new KedaOperator(
    names.keda,
    {
      version: keda.version,
      namespace,
      watched: [place.namespace],
      replicas,
      spread,
      brokers: fromElsewhere(cluster.reachedBy!(SCALER), place.namespace),
      identity: identity.length > 0 ? cluster.identity?.reached : undefined,
      outside: prometheus === undefined ? [] : portsOf(prometheus.address, prometheus.port),
      monitoring: settings.kubernetes.monitoring.map(namespacePeer),
      apiPorts,
      dns,
      tags: tagsOf(settings, stack),
      repository,
      imageRegistry,
      imagePullSecrets,
      after: identity,
    },
    place.opts,
  );
  return installed.ready;
}
