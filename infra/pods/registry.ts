/** `registry` as pods of its own or at somebody else's address, and the schemas in it. */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster, KafkaClusterArgs } from "../../components/kafka/cluster.ts";
import type { ReferencedCluster } from "../../components/kafka/referenced.ts";
import type { Reached } from "../../components/kubernetes/policy-rules.ts";
import type { Registry } from "../../components/registry/contract.ts";
import { PRINCIPAL, registryAccess, registryTopics } from "../../components/registry/kubernetes/principal.ts";
import { podLabels } from "../../components/workload/kubernetes/pod.ts";
import { names } from "../naming.ts";
import { schemasOf } from "../schemas.ts";
import { tagsOf } from "../tags.ts";
import { schemaRegistry } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";

/** What of a registry the application is told. */
export type PodSchemas = Pick<Registry, "connection" | "subjects" | "logs" | "ready"> & {
  /** Its pods, when it runs here. */
  reached?: Reached;
};

const started = ({ registry, kafka }: PodSettings): boolean =>
  registry.enabled && registry.url === undefined && kafka.backend !== "referenced";

/** Topics and access of the settings, and those of the registry that is started. */
export function withRegistry(settings: PodSettings): Pick<KafkaClusterArgs, "topics" | "access"> {
  const { topics, access } = settings.kafka;
  if (!started(settings)) return { topics, access };
  return {
    topics: { ...topics, ...registryTopics },
    access: { ...access, ...registryAccess(settings.registry.rotation) },
  };
}

export async function registryOf(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  place: Place,
): Promise<PodSchemas | undefined> {
  const { registry, kafka, kubernetes, secrets } = settings;
  if (!registry.enabled) return undefined;
  const schemas = schemasOf(kafka.topics);
  const { imagePullSecrets, spread, image } = kubernetes;
  const shared = { namespace: place.namespace, imagePullSecrets, tags: tagsOf(settings, stack) };
  if (registry.url !== undefined) {
    const connection = pulumi.output({ url: registry.url });
    if (Object.keys(schemas).length === 0) return { connection, subjects: {}, logs: [], ready: [] };
    const { SchemaRegistration } = await import("../../components/registry/kubernetes/registration.ts");
    return new SchemaRegistration(
      `${names.registry}-schemas`,
      { ...shared, connection, schemas, image: image! },
      place.opts,
    );
  }
  if (cluster.backend === "referenced") {
    const { connection, reached } = (cluster as ReferencedCluster).registry();
    // Who runs the cluster has registered them.
    return { connection, reached, subjects: {}, logs: [], ready: [] };
  }
  const { KubernetesRegistry } = await import("../../components/registry/kubernetes/registry.ts");
  const { replicas, cpu, heapMb } = registry;
  return new KubernetesRegistry(
    names.registry,
    {
      ...shared,
      image: registry.image ?? `${schemaRegistry.image}:${schemaRegistry.version}`,
      replicas,
      cpu,
      heapMb,
      kafka: cluster.connectionFor(PRINCIPAL),
      brokers: cluster.reachedBy!(PRINCIPAL),
      clients: (["ingest", "processor", "generator"] as const).map((role) => ({
        podSelector: { matchLabels: podLabels(names.workload, role) },
      })),
      certificate: { validDays: secrets.authority.validDays, rotation: registry.authority.rotation },
      schemas,
      applicationImage: image,
      spread,
      after: cluster.ready,
    },
    place.opts,
  );
}
