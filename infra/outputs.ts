/** What a stack tells others: versioned, only ever added to, and without any secret's value. */
import type { Input, Output } from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection, SecretGenerations } from "../app/src/connection.ts";
import type {
  Backend,
  KafkaCluster,
  Listener,
  LogSource,
  MetricsSource,
  TopicSpec,
} from "../components/kafka/cluster.ts";
import { mayGo } from "../components/kafka/topic-config.ts";
import type { Reached } from "../components/kubernetes/policy-rules.ts";
import type { Registry } from "../components/registry/contract.ts";
import type { Settings } from "./settings.ts";
import { workloadTopics } from "./workload-topics.ts";

export interface ClusterOutputs {
  backend: Backend;
  clusterId: Output<string>;
  /** The version that runs. */
  kafkaVersion: Output<string>;
  /** Format of its metadata, which no older version reads. Absent: nobody tells. */
  metadataVersion?: Output<string>;
  placement: KafkaCluster["placement"];
  endpoints: Partial<Record<Listener, { bootstrapServers: Output<string[]>; protocol: string; auth: string[] }>>;
  /** By key of kafka.topics. `deletable`: its `allow` lets Pulumi delete it from this `up` on. */
  topics: Record<
    string,
    { name: Output<string>; partitions: Output<number>; personalData: boolean; deletable: boolean }
  >;
  /** By key of kafka.access: how each principal connects, its secrets by reference. */
  connections: Record<string, Output<KafkaConnection>>;
  /** By key of kafka.access: how a NetworkPolicy of the same namespace names the brokers. Empty: no pods ask them. */
  reached: Record<string, Reached>;
  metrics: MetricsSource[];
  logs: LogSource[];
}

export interface StackOutputs {
  schemaVersion: 1;
  stack: string;
  environment: "development" | "production";
  clusters: { primary: ClusterOutputs; standby: ClusterOutputs | null };
  registry: {
    connection: Input<RegistryConnection>;
    subjects: Registry["subjects"];
    logs: LogSource[];
    /** How a NetworkPolicy of the same namespace names its pods. Absent: they are no pods of this stack. */
    reached?: Reached;
  } | null;
  workload: {
    /** Names of the topics that it works on, by what for; null: there is none. */
    topics: { input: string; output: string; deadLetter: string; aggregates: string | null; replays: string | null };
    /** Addresses of the HTTP API, and the token by reference. */
    ingest: { urls: Input<string>[]; token: Input<SecretGenerations> | null };
    processes: string[];
    metrics: MetricsSource[];
    logs: LogSource[];
    /** Who tests it from end to end, and within how many seconds; null: nobody does. */
    smoke: { principal: string; deadlineSeconds: number } | null;
  } | null;
  monitoring: { prometheus: { url: string; logs: LogSource[] } | null };
  logging: LoggingOutputs | null;
  lake: LakeOutputs | null;
  /** Where the application's image is pushed to; null: to somebody else's registry. */
  images: { repository: Output<string> } | null;
}

/** Where lines of all of it are kept together, and who reads them. */
export interface LoggingOutputs {
  elasticsearch: Output<string>;
  kibana: Output<string> | null;
  /** The user that reads lines, its password by reference. */
  reader: { username: string; password: SecretGenerations };
  /** Names of data streams, with * for what wrote the line. */
  dataStreams: string;
}

/** Where records of topics are kept for long, and how they are asked for. */
export interface LakeOutputs {
  bucket: Output<string> | null;
  database: Output<string> | null;
  /** By key of kafka.topics: the table, and where in the bucket its objects lie. */
  topics: Record<string, { table: Output<string>; prefix: string }>;
  /** Athena's, by reader; `operators` is the stack's own. */
  workgroups: Record<string, Output<string>>;
  /** ARNs of roles, by reader. */
  readers: Record<string, Output<string>>;
  /** ARN of the table bucket, the namespace in it, and by key of kafka.topics the table and the ARN of its schema. */
  iceberg: {
    bucket: Output<string>;
    namespace: Output<string>;
    topics: Record<string, { table: string; schema: Output<string> }>;
  } | null;
}

export interface TopicNote {
  personalData?: boolean;
  allow?: TopicSpec["allow"];
}

/** What a cloud's program has made of the settings; undefined: not asked for. */
export interface Made {
  cluster: KafkaCluster;
  registry: (Pick<Registry, "connection" | "subjects" | "logs"> & { reached?: Reached }) | undefined;
  workload: Omit<NonNullable<StackOutputs["workload"]>, "topics" | "smoke"> | undefined;
  prometheus?: StackOutputs["monitoring"]["prometheus"] | undefined;
  logging?: LoggingOutputs | undefined;
  lake?: LakeOutputs | undefined;
  images?: StackOutputs["images"];
}

export function stackOutputs(
  settings: Settings,
  stack: string,
  { cluster, registry, workload, prometheus, logging, lake, images }: Made,
): StackOutputs {
  const { environment, kafka } = settings;
  return {
    schemaVersion: 1,
    stack,
    environment,
    clusters: { primary: clusterOutputs(cluster, Object.keys(kafka.access), kafka.topics), standby: null },
    registry: registry ? registryOutputs(registry) : null,
    workload: workload ? { topics: workloadTopics(settings), ...workload, smoke: smokeOf(settings) } : null,
    monitoring: { prometheus: prometheus ?? null },
    logging: logging ?? null,
    lake: lake ?? null,
    images: images ?? null,
  };
}

function smokeOf({ workload }: Settings): NonNullable<StackOutputs["workload"]>["smoke"] {
  const { enabled, principal, deadlineSeconds } = workload!.smoke;
  return enabled ? { principal, deadlineSeconds } : null;
}

/**
 * @param principals keys of kafka.access
 * @param topics what the settings say of each topic beyond what the cluster knows
 */
export function clusterOutputs(
  cluster: KafkaCluster,
  principals: string[],
  topics: Record<string, TopicNote>,
): ClusterOutputs {
  const there = Object.entries(cluster.endpoints).filter(([, endpoint]) => endpoint !== undefined);
  return {
    backend: cluster.backend,
    clusterId: cluster.clusterId,
    kafkaVersion: cluster.kafkaVersion,
    ...(cluster.metadataVersion === undefined ? {} : { metadataVersion: cluster.metadataVersion }),
    placement: cluster.placement,
    endpoints: Object.fromEntries(there) as ClusterOutputs["endpoints"],
    // Of the settings alone: others, such as a registry's, are nobody else's business.
    topics: Object.fromEntries(
      Object.entries(topics).map(([key, { personalData = false, ...note }]) => [
        key,
        { ...cluster.topics[key]!, personalData, deletable: mayGo(note) },
      ]),
    ),
    connections: Object.fromEntries(principals.map((principal) => [principal, cluster.connectionFor(principal)])),
    reached: cluster.reachedBy
      ? Object.fromEntries(principals.map((principal) => [principal, cluster.reachedBy!(principal)]))
      : {},
    metrics: cluster.metrics,
    logs: cluster.logs,
  };
}

function registryOutputs({ connection, subjects, logs, reached }: NonNullable<Made["registry"]>) {
  return { connection, subjects, logs, ...(reached === undefined ? {} : { reached }) };
}
