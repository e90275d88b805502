/** `registry` as pods of its own or at somebody else's address, and the schemas in it. */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster, KafkaClusterArgs } from "../../components/kafka/cluster.ts";
import { prefixOf } from "../../components/kafka/confluent/names.ts";
import type { ReferencedCluster } from "../../components/kafka/referenced.ts";
import { namespacePeer, type Reached } from "../../components/kubernetes/policy-rules.ts";
import type { Registry, SchemaSpec } from "../../components/registry/contract.ts";
import { PRINCIPAL, registryAccess, registryTopics } from "../../components/registry/kubernetes/principal.ts";
import { podLabels } from "../../components/workload/kubernetes/pod.ts";
import { names, project } from "../naming.ts";
import { schemasOf } from "../schemas.ts";
import { tagsOf } from "../tags.ts";
import { schemaRegistry } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";

/** What of a registry the application is told. */
export type PodSchemas = Pick<Registry, "connection" | "subjects" | "logs" | "ready"> & {
  /** Its page. Default: it has none that could be read. */
  metrics?: Registry["metrics"];
  /** Its pods, when it runs here. */
  reached?: Reached;
};

/** Confluent Cloud has one in every environment, and the stack that runs the cluster has its own. */
const started = ({ registry, kafka }: PodSettings): boolean =>
  registry.enabled && registry.url === undefined && kafka.backend !== "confluent" && kafka.backend !== "referenced";

/** Topics and access of the settings, and those of the registry that is started. */
export function withRegistry(settings: PodSettings): Pick<KafkaClusterArgs, "topics" | "access"> {
  const { topics, access } = settings.kafka;
  if (!started(settings)) return { topics, access };
  return {
    topics: { ...topics, ...registryTopics },
    access: { ...access, ...registryAccess(settings.registry.rotation) },
  };
}

async function confluentRegistry(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  { namespace, opts }: Place,
  schemas: Record<string, SchemaSpec>,
): Promise<PodSchemas> {
  const [{ ConfluentCluster }, { ConfluentRegistry }, { cloudCredentials }] = await Promise.all([
    import("../../components/kafka/confluent/cluster.ts"),
    import("../../components/registry/confluent.ts"),
    import("../clouds/confluent.ts"),
  ]);
  if (!(cluster instanceof ConfluentCluster)) throw new TypeError("a cluster of Confluent Cloud is expected");
  return new ConfluentRegistry(
    names.registry,
    {
      environment: cluster.environmentId,
      prefix: prefixOf(project, stack),
      schemas,
      rotation: settings.registry.rotation,
      protection: settings.environment === "production",
      namespace,
      tags: tagsOf(settings, stack),
      private: cluster.way,
      credentials: cloudCredentials(),
      after: [cluster.nodes.cluster],
    },
    opts,
  );
}

export async function registryOf(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  ready: pulumi.Resource[],
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
      { ...shared, connection, schemas, image: image!, port: registry.port },
      place.opts,
    );
  }
  if (cluster.backend === "confluent") return confluentRegistry(settings, stack, cluster, place, schemas);
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
      monitoring: kubernetes.monitoring.map(namespacePeer),
      certificate: { validDays: secrets.authority.validDays, rotation: registry.authority.rotation },
      schemas,
      applicationImage: image,
      spread,
      after: ready,
    },
    place.opts,
  );
}
