/** `cloud: local`: which components, with which arguments. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { createKafkaCluster, type KafkaClusterSpec } from "../../components/kafka/select.ts";
import type { Registry } from "../../components/registry/contract.ts";
import { findOnPath } from "../find-on-path.ts";
import { clusterId, names } from "../naming.ts";
import { type StackOutputs, stackOutputs } from "../outputs.ts";
import { schemasOf } from "../schemas.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { kafkaVersion } from "../versions.ts";
import { workloadTopics } from "../workload-topics.ts";

type LocalSettings = SettingsOf<"local">;

/** Components are loaded when they are used: evaluating a stack costs what the stack has. */
export async function deployLocal(settings: LocalSettings, stack: string): Promise<StackOutputs> {
  const cluster = await createKafkaCluster(names.kafka, clusterSpec(settings, stack));
  const registry = await registryOf(settings);
  const workload = await workloadOf(settings, cluster, registry);
  const metrics = [...cluster.metrics, ...(registry?.metrics ?? []), ...(workload?.metrics ?? [])];
  const prometheus = await prometheusOf(settings, stack, metrics);
  return stackOutputs(settings, stack, {
    cluster,
    registry,
    workload: workload && {
      ingest: { urls: workload.ingestUrls, token: workload.ingestToken ?? null },
      processes: workload.processes,
      metrics: workload.metrics,
      logs: workload.logs,
    },
    prometheus: prometheus && { url: prometheus.url, logs: prometheus.logs },
  });
}

function clusterSpec(settings: LocalSettings, stack: string): KafkaClusterSpec {
  const { kafka, environment, local, secrets } = settings;
  const shared = {
    sizing: { nodes: kafka.nodes },
    topics: kafka.topics,
    access: kafka.access,
    protection: environment === "production",
    tags: tagsOf(settings, stack),
  };
  switch (kafka.backend) {
    case "local": {
      const { metadata, heapMb, config } = kafka;
      const version = kafkaVersion(metadata, kafka.version);
      const args = {
        ...shared,
        version,
        metadata,
        heapMb,
        config,
        clusterId: clusterId(stack),
        ports: local.ports,
        authority: secrets.authority,
      };
      return { backend: "local", args };
    }
    case "existing": {
      const { bootstrapServers, protocol, tls, principals, admin, compression, idleMs } = kafka;
      return {
        backend: "existing",
        args: { ...shared, bootstrapServers, protocol, tls, principals, admin, compression, idleMs },
      };
    }
    default:
      return kafka satisfies never;
  }
}

async function registryOf({ registry, kafka, local }: LocalSettings): Promise<Registry | undefined> {
  if (!registry.enabled) return undefined;
  const schemas = schemasOf(kafka.topics);
  if (registry.url !== undefined) {
    const { ExistingRegistry } = await import("../../components/registry/existing.ts");
    return new ExistingRegistry(names.registry, { url: registry.url, schemas });
  }
  const { LocalRegistry } = await import("../../components/registry/registry.ts");
  return new LocalRegistry(names.registry, { port: local.ports.registry, heapMb: registry.heapMb, schemas });
}

async function workloadOf(settings: LocalSettings, cluster: KafkaCluster, registry: Registry | undefined) {
  const { workload, local, logging, monitoring, secrets } = settings;
  if (!workload) return undefined;
  const { LocalWorkload } = await import("../../components/workload/local.ts");
  const { ingest, processor, generator } = workload;
  const { input, output, deadLetter, aggregates } = workloadTopics(settings);
  return new LocalWorkload(names.workload, {
    connectionFor: (principal) => cluster.connectionFor(principal),
    topics: { input, output, deadLetter, ...(aggregates === null ? {} : { aggregates }) },
    ports: { ingest: local.ports.ingest, ops: local.ports.ops },
    logLevel: logging.level,
    fastpath: workload.fastpath,
    ...(monitoring.traces ? { tracing: monitoring.traces } : {}),
    ingest: { ...ingest, tokenRotation: secrets.ingestToken.rotation },
    processor,
    generator: { ...generator, instances: generator.enabled ? generator.instances : 0 },
    registry: registry?.connection,
    after: [...cluster.ready, ...(registry?.ready ?? [])],
  });
}

async function prometheusOf({ monitoring, local }: LocalSettings, stack: string, metrics: KafkaCluster["metrics"]) {
  if (monitoring.prometheus === "off" || findOnPath("prometheus") === undefined) return undefined;
  const { Prometheus } = await import("../../components/monitoring/prometheus.ts");
  return new Prometheus(names.prometheus, {
    stack,
    port: local.ports.prometheus,
    retention: monitoring.retention,
    metrics,
  });
}
