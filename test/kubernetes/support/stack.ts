/** Components as the program of a Kubernetes stack puts them together, with everything that they can have. */
import type { AccessSpec } from "../../../components/kafka/cluster.ts";
import { type StrimziArgs, StrimziCluster } from "../../../components/kafka/strimzi/cluster.ts";
import { GuardedNamespace } from "../../../components/kubernetes/namespace.ts";
import type { LagScaling } from "../../../components/scaling/kubernetes/by-lag.ts";
import type { UsageScaling } from "../../../components/scaling/kubernetes/by-usage.ts";
import { kedaPeer } from "../../../components/scaling/kubernetes/peer.ts";
import { WorkloadScaling } from "../../../components/scaling/kubernetes/scaling.ts";
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
  },
  protection: true,
  tags,
};

const writer = {
  heapMb: 192,
  compression: "lz4" as const,
  batching: { lingerMs: 5, maxBytes: 900_000, maxRecords: 20_000 },
};
const inside = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });

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
    brokers: { to: [{ podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } } }], ports: [9093, 9094] },
    monitoring: [inside("monitoring")],
    clients: [inside("ingress-nginx")],
  },
  spread: "required",
  scaled: [],
  tags,
};

/** Who KEDA is, and what it may see. */
export const scaler: AccessSpec = {
  auth: "scram",
  observe: [{ topic: "login-events", group: "login-processor" }],
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
/** Declares namespace, cluster and application; to be recorded. With `scaling` others decide how many pods there are. */
export function platform(
  change: {
    kafka?: Partial<StrimziArgs>;
    workload?: Partial<KubernetesWorkloadArgs>;
    scaling?: { ingest?: Partial<UsageScaling>; processor?: Partial<LagScaling>; scaler?: AccessSpec };
  } = {},
): void {
  const { namespace } = new GuardedNamespace("platform", { namespace: NAMESPACE, tags, protection: true });
  const { scaling } = change;
  const seen = scaling
    ? {
        access: { ...kafkaArgs.access, scaler, ...(scaling.scaler ? { scaler: scaling.scaler } : {}) },
        clients: [kedaPeer("keda")],
      }
    : {};
  const kafka = new StrimziCluster("kafka", { ...kafkaArgs, ...seen, ...change.kafka, namespace });
  const connectionFor = (principal: string) => kafka.connectionFor(principal);
  const scaled = scaling ? (["ingest", "processor"] as const) : [];
  const args = { ...workloadArgs, connectionFor, namespace, after: kafka.ready, scaled: [...scaled] };
  const { nodes } = new KubernetesWorkload("app", { ...args, ...change.workload });
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
