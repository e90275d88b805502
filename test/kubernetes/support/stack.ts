/** Components as the program of a Kubernetes stack puts them together, with everything that they can have. */
import type { AccessSpec } from "../../../components/kafka/cluster.ts";
import { type StrimziArgs, StrimziCluster } from "../../../components/kafka/strimzi/cluster.ts";
import { GuardedNamespace } from "../../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import { PRINCIPAL, registryAccess, registryTopics } from "../../../components/registry/kubernetes/principal.ts";
import { KubernetesRegistry, type KubernetesRegistryArgs } from "../../../components/registry/kubernetes/registry.ts";
import type { LagScaling } from "../../../components/scaling/kubernetes/by-lag.ts";
import type { UsageScaling } from "../../../components/scaling/kubernetes/by-usage.ts";
import { kedaPeer } from "../../../components/scaling/kubernetes/peer.ts";
import { WorkloadScaling } from "../../../components/scaling/kubernetes/scaling.ts";
import { podLabels } from "../../../components/workload/kubernetes/pod.ts";
import { SmokeTest, type SmokeTestArgs } from "../../../components/workload/kubernetes/smoke-test.ts";
import { KubernetesWorkload, type KubernetesWorkloadArgs } from "../../../components/workload/kubernetes/workload.ts";
import type { Role } from "../../../components/workload/layout.ts";
import { ZONES } from "../control-plane/control-plane.ts";

export const NAMESPACE = "platform";
const DIGEST = "0123456789abcdef".repeat(4);
const tags = { project: "tributary", stack: "test", "managed-by": "pulumi", owner: "Ann Example <ann@example.com>" };
const pool = { nodes: 3, cpu: "1", memoryMi: 4096, heapMi: 2048 };

export const kafkaArgs: StrimziArgs = {
  version: "4.3.1",
  namespace: NAMESPACE,
  sizing: { nodes: 3 },
  brokers: {
    ...pool,
    volumes: [
      { sizeGi: 100, storageClass: "fast" },
      { sizeGi: 100, storageClass: "fast" },
    ],
  },
  controllers: { ...pool, cpu: "500m", memoryMi: 1024, heapMi: 512, volumes: [{ sizeGi: 20 }] },
  spread: "required",
  zones: [...ZONES],
  cruiseControl: true,
  external: { type: "loadbalancer", sourceRanges: ["10.0.0.0/8"], annotations: { "example.com/internal": "true" } },
  authority: { validDays: 365, renewDays: 30 },
  config: { "log.retention.check.interval.ms": "60000" },
  topics: {
    events: { name: "login-events", partitions: 6, retention: "7d" },
    processed: { name: "login-events-processed", partitions: 6 },
    deadLetter: { name: "login-events-dead-letter", partitions: 6, cleanup: "both" },
    ...registryTopics,
  },
  access: {
    ingest: {
      auth: "scram",
      produce: ["login-events"],
      quota: { produceBytesPerSecond: 1_000_000, requestPercent: 50 },
    },
    generator: { auth: "scram", produce: ["login-events"], rotation: 3 },
    processor: {
      auth: "mtls",
      consume: [{ topic: "login-*", group: "login-processor" }],
      produce: ["*"],
      transactionalIdPrefix: "login-",
      admin: ["topics", "groups", "cluster", "access"],
    },
    ...registryAccess(1),
  },
  protection: true,
  tags,
};

const writer = {
  heapMb: 192,
  compression: "lz4" as const,
  batching: { lingerMs: 5, maxBytes: 900_000, maxRecords: 20_000 },
};
const brokers = [{ podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } } }];

export const workloadArgs: Omit<KubernetesWorkloadArgs, "connectionFor"> = {
  topics: { input: "login-events", output: "login-events-processed", deadLetter: "login-events-dead-letter" },
  namespace: NAMESPACE,
  image: `example.invalid/tributary/app@sha256:${DIGEST}`,
  imagePullSecrets: ["pull"],
  logLevel: "info",
  fastpath: "on",
  ingest: {
    ...writer,
    instances: 3,
    principal: "ingest",
    format: "json",
    requestsPerSecond: 200,
    maxBodyBytes: 1_048_576,
    bufferRecords: 20_000,
    tokenRotation: 1,
  },
  processor: {
    ...writer,
    instances: 3,
    principal: "processor",
    semantics: "exactly-once",
    formats: ["json"],
    workers: 2,
    group: "login-processor",
    aggregates: { windowSeconds: 60, graceSeconds: 300, late: "ignore", maxValues: 1_000 },
  },
  generator: {
    ...writer,
    instances: 1,
    principal: "generator",
    format: "json",
    eventsPerSecond: 20,
    brokenShare: 0.02,
  },
  cpu: { ingest: "250m", processor: "500m", generator: "50m" },
  exposure: { kind: "ingress", host: "events.example.com", class: "nginx", tlsSecret: "events-tls" },
  policy: {
    brokers: () => ({ to: brokers, ports: [9093, 9094] }),
    monitoring: [namespacePeer("monitoring")],
    clients: [namespacePeer("ingress-nginx")],
  },
  spread: "required",
  scaled: [],
  tags,
};

export const registryArgs: Omit<KubernetesRegistryArgs, "kafka"> = {
  namespace: NAMESPACE,
  image: `example.invalid/confluentinc/cp-schema-registry@sha256:${DIGEST}`,
  imagePullSecrets: ["pull"],
  replicas: 2,
  cpu: "250m",
  heapMb: 512,
  brokers: { to: brokers, ports: [9093] },
  clients: (["ingest", "processor", "generator"] as const).map((role) => ({
    podSelector: { matchLabels: podLabels("app", role) },
  })),
  monitoring: [namespacePeer("monitoring")],
  certificate: { validDays: 365, rotation: 1 },
  schemas: {
    "events-value": { subject: "login-events-value", schemaType: "AVRO", schema: '"string"', compatibility: "FULL" },
  },
  applicationImage: workloadArgs.image,
  spread: "required",
  tags,
};

/** Who KEDA is, and what it may see. */
export const scaler: AccessSpec = {
  auth: "scram",
  observe: [{ topic: "login-events", group: "login-processor" }],
};
/** Who tests the platform, and what it may. */
const smokeAccess: AccessSpec = {
  auth: "scram",
  produce: ["login-events"],
  consume: ["login-events-processed", "login-events-dead-letter"].map((topic) => ({ topic, group: "smoke-*" })),
};
/** Six partitions, two workers: three processors at most. */
export const scalingArgs = {
  ingest: { minInstances: 2, maxInstances: 8, cpuPercent: 70, memoryPercent: 90, stabilisationSeconds: 300 },
  processor: {
    minInstances: 1,
    maxInstances: 3,
    lagPerInstance: 1_000,
    pollingSeconds: 15,
    stabilisationSeconds: 300,
    topic: "login-events",
    group: "login-processor",
  },
};

interface Change {
  kafka?: Partial<StrimziArgs>;
  registry?: Partial<KubernetesRegistryArgs>;
  workload?: Partial<KubernetesWorkloadArgs>;
  /** Default: nobody tests it. */
  smoke?: Partial<SmokeTestArgs>;
  scaling?: { ingest?: Partial<UsageScaling>; processor?: Partial<LagScaling>; scaler?: AccessSpec };
}

/** Declares namespace, cluster, registry and application; to be recorded. With `scaling` others decide how many pods there are. */
export function platform(change: Change = {}): void {
  const { namespace } = new GuardedNamespace("platform", { namespace: NAMESPACE, tags, protection: true });
  const { scaling, smoke } = change;
  const seen = scaling
    ? {
        access: { ...kafkaArgs.access, scaler, ...(scaling.scaler ? { scaler: scaling.scaler } : {}) },
        clients: [kedaPeer("keda")],
      }
    : {};
  const tested = smoke ? { access: { ...(seen.access ?? kafkaArgs.access), smoke: smokeAccess } } : {};
  const kafka = new StrimziCluster("kafka", { ...kafkaArgs, ...seen, ...tested, ...change.kafka, namespace });
  const connectionFor = (principal: string) => kafka.connectionFor(principal);
  const registry = new KubernetesRegistry("registry", {
    ...registryArgs,
    kafka: connectionFor(PRINCIPAL),
    namespace,
    after: kafka.ready,
    ...change.registry,
  });
  const scaled: Role[] = scaling ? ["ingest", "processor"] : [];
  const { nodes, ingestUrl, token } = new KubernetesWorkload("app", {
    ...workloadArgs,
    connectionFor,
    namespace,
    registry: registry.connection,
    policy: {
      ...workloadArgs.policy,
      brokers: (principal) => kafka.reachedBy(principal),
      registry: registry.reached,
    },
    after: [...kafka.ready, ...registry.ready],
    scaled,
    ...change.workload,
  });
  if (smoke)
    new SmokeTest("app-smoke", {
      principal: "smoke",
      connection: connectionFor("smoke"),
      brokers: kafka.reachedBy("smoke"),
      topics: workloadArgs.topics,
      ingest: { url: ingestUrl!, token: token! },
      pods: { ingest: podLabels("app", "ingest"), processor: podLabels("app", "processor") },
      deadlineSeconds: 30,
      image: workloadArgs.image,
      imagePullSecrets: workloadArgs.imagePullSecrets,
      logLevel: "info",
      namespace,
      tags,
      after: [nodes.roles.processor!.deployment, nodes.service["ingest"]!],
      ...smoke,
    });
  if (!scaling) return;
  const deployment = (role: Role) => nodes.roles[role]!.deployment.metadata.name;
  const connection = kafka.connectionFor("scaler");
  new WorkloadScaling("scaling", {
    namespace,
    ingest: { ...scalingArgs.ingest, deployment: deployment("ingest"), ...scaling.ingest },
    processor: { ...scalingArgs.processor, deployment: deployment("processor"), connection, ...scaling.processor },
    tags,
  });
}
