/**
 * The contract of a Kafka cluster: every backend takes the same arguments and promises the same outputs.
 * What a backend cannot do stands in capabilities.json, and settings that ask for it fail before anything is created.
 */
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection, SecretRef } from "../../app/src/connection.ts";
import type { Reached } from "../kubernetes/policy-rules.ts";
import type { Source } from "../monitoring/signal.ts";
import type { AdministrationDocument } from "./administration/document.ts";

export type { KafkaConnection, RegistryConnection, SecretRef };

export type Backend =
  | "local"
  | "existing"
  | "strimzi"
  | "msk"
  | "confluent"
  | "gcp-managed"
  | "event-hubs"
  | "referenced";
/** A backend, or one of its tiers that can do something else. */
export type Flavour = Backend | "msk-express" | "msk-serverless";
export type Cloud = "local" | "kubernetes" | "aws" | "gcp" | "azure";
export type Listener = "internal" | "external" | "replication";
export type AuthKind = "scram" | "mtls" | "iam" | "oauth";

/** A name, or a prefix when it ends in `*` (the only wildcard Kafka's ACLs know besides "all"). */
export type Pattern = string;

export interface TopicSchema {
  /** Path of a schema file below the project's root, e.g. app/schemas/login-event.v1.json */
  file: string;
  type: "JSON" | "AVRO";
}

export interface TopicSpec {
  /** The topic's name; default: its key. */
  name?: string;
  /** How many partitions. Raising it happens in place and moves keys; lowering it is refused. */
  partitions: number;
  /** Copies of each record. Default: 3, or the number of nodes when fewer. Changing it on a topic with data is refused. */
  replication?: number;
  /** Copies that must have a record before it is acknowledged. Default: replication - 1, at least 1. In place. */
  minInsync?: number;
  /** How long records are kept, such as 7d, 12h or 30m, or "forever". Default: 7d. In place. */
  retention?: string;
  /** Default: delete. In place. */
  cleanup?: "delete" | "compact" | "both";
  /** bytes. Default: 1 048 576. In place. */
  maxMessageBytes?: number;
  /** Any other topic configuration of Kafka, by its own name. In place. */
  config?: Record<string, string>;
  schema?: { key?: TopicSchema; value?: TopicSchema; compatibility: SchemaCompatibility };
  /** Holds personal data: masked in logs, named in deletion requests. Default: false. */
  personalData?: boolean;
  /** Copied to the standby cluster. Default: true. */
  mirror?: boolean;
  /** Copied to the backup store. Default: true. */
  backup?: boolean;
  /** What may be done although it loses data. Default: nothing. */
  allow?: ("delete" | "shrink" | "replace")[];
}

export type SchemaCompatibility =
  | "NONE"
  | "BACKWARD"
  | "BACKWARD_TRANSITIVE"
  | "FORWARD"
  | "FORWARD_TRANSITIVE"
  | "FULL"
  | "FULL_TRANSITIVE";

export type AdminScope = "topics" | "access" | "groups" | "cluster";

export interface AccessSpec {
  auth: AuthKind;
  /** Topics that this principal may write to. */
  produce?: Pattern[];
  /** Topics that it may read, each with the consumer groups it may use. */
  consume?: { topic: Pattern; group: Pattern }[];
  /** Topics whose ends it may see, each with the consumer groups whose progress it may see: enough to tell their lag, and no record. */
  observe?: { topic: Pattern; group: Pattern }[];
  /** Transactional ids start with it. */
  transactionalIdPrefix?: string;
  admin?: AdminScope[];
  /** Quotas: bytes a second and broker; requestPercent of one thread's time. */
  quota?: { produceBytesPerSecond?: number; consumeBytesPerSecond?: number; requestPercent?: number };
  /** Raise to give this principal a new credential; the former one goes at the next `up` after that. Default: 1. */
  rotation?: number;
}

export interface Sizing {
  /** Brokers. */
  nodes: number;
}

/** Same for every backend; a backend's own arguments extend it. */
export interface KafkaClusterArgs {
  version?: string;
  sizing: Sizing;
  topics: Record<string, TopicSpec>;
  access: Record<string, AccessSpec>;
  /** Data-bearing resources cannot be deleted while it is true. */
  protection: boolean;
  tags: Record<string, string>;
}

export interface Endpoint {
  bootstrapServers: Output<string[]>;
  protocol: KafkaConnection["protocol"];
  auth: AuthKind[];
}

export type MetricsSource =
  /**
   * A Prometheus page: `job` names what it tells of, `source` whose names stand there, `instances` the targets in their order, where
   * an address says less, `port` the port of all targets, where policies stand before them.
   */
  | {
      kind: "scrape";
      job: string;
      source: Source;
      targets: Output<string[]>;
      instances?: string[];
      port?: number;
      path: string;
    }
  /**
   * Pods of Kubernetes, each with such a page on that port. `params`: of the page's query, which says what it is to tell. `only`: the label
   * by which a page that tells of several, such as clusters, keeps them apart, and the stack's value of it; the rest of the page is left
   * out. `labels`: labels that samples are to have, and those of the page that they are made of.
   */
  | {
      kind: "pods";
      job: string;
      source: Source;
      namespace: Output<string>;
      selector: Record<string, string>;
      port: number;
      path: string;
      params?: Record<string, Input<string>[]>;
      only?: { label: string; value: Output<string> };
      labels?: Record<string, string>;
    }
  /** What CloudWatch keeps under these dimensions; `source`: whose names an exporter gives it. */
  | {
      kind: "cloudwatch";
      source: "cloudwatch" | "cloudwatch-serverless";
      namespace: string;
      dimensions: Record<string, string>;
    }
  /** `crn`: what roles call the cluster. */
  | { kind: "confluent-api"; clusterId: Output<string>; crn: Output<string> }
  | { kind: "azure-monitor"; resourceId: Output<string> }
  | { kind: "google-monitoring"; project: string; filter: string };

export type LogSource =
  /** `path` is below the stack's folder. */
  | { kind: "file"; component: string; path: string; format: "text" | "json" }
  | { kind: "k8s"; component: string; namespace: Output<string>; selector: Record<string, string> }
  | { kind: "s3"; component: string; bucket: Output<string>; prefix: string }
  | { kind: "cloudwatch"; component: string; logGroup: Output<string> }
  /** `hub`: where they are also sent, so that they can be read one after the other, and who keeps how far that is. */
  | {
      kind: "azure-diagnostics";
      component: string;
      workspaceId: Output<string>;
      hub?: Output<{ namespace: string; hub: string; storageAccount: string; container: string }>;
    }
  /** `subscription`: of a sink's topic, so that they can be read one after the other. */
  | {
      kind: "google-logging";
      component: string;
      filter: string;
      subscription?: Output<{ project: string; topic: string; subscription: string }>;
    };

/** Pods that prove who they are by their service account, without a password. */
export interface PodIdentity {
  /** First part of the logical names of what is made for it, such as `ingest`; one for each service account. */
  name: string;
  namespace: Input<string>;
  serviceAccount: Input<string>;
}

/** Backends whose principals may be identities of a cloud. */
export interface CloudIdentity {
  /**
   * Lets pods of a service account be a principal. Nothing is made for one that proves itself otherwise.
   * @returns what those pods depend on
   */
  grant(principal: string, pods: PodIdentity): Resource[];
  /** Whom such pods ask for their credentials. */
  reached: Reached;
}

/** What a cloud has no API for, or none that is reached from outside: set over Kafka's own from inside the network. */
export interface NeededAdministration {
  /** Of a principal that may set it. */
  connection: Output<KafkaConnection>;
  /** The brokers. */
  reached: Reached;
  /** Who that is to `identity`, where the cluster has one. */
  principal: string;
  document: Input<AdministrationDocument>;
  /** What must be there before. */
  after: Resource[];
}

/** How far something was proven, from most to least; capabilities.json says what each is, docs/verification.md what was run. */
export type Proof = "real" | "model" | "mocks" | "types" | "documented";

/** What a service of the cloud that copies from cluster to cluster has to be told of one of them. */
export interface ReplicationEnd {
  kind: "msk";
  clusterArn: Output<string>;
  /** Where the service puts its network interfaces: one subnet a zone, and the other end's must be in the same zones. */
  subnets: Output<string[]>;
  /** Groups whose members the brokers let in. */
  securityGroups: Output<string[]>;
  /** Whether the service finds a way to it from another region; whoever copies has to let it in by the cluster's policy. */
  otherRegions: boolean;
}

/** A cell of capabilities.json. */
export interface Capability {
  supported: boolean;
  reason: string;
  source: string;
  /** Of what is supported by a backend that can be deployed. */
  proof?: Proof;
}
export type CapabilityName =
  | "auth.scram"
  | "auth.mtls"
  | "auth.iam"
  | "auth.oauth"
  | "topics"
  | "partitionGrowth"
  | "acls"
  | "quotas"
  | "rotation"
  | "zookeeper"
  | "multiNode"
  | "transactions"
  | "compaction"
  | "adminApi"
  | "metrics"
  | "logs"
  | "replication"
  | "scaling"
  | "storageScaling"
  | "tieredStorage";
export type Capabilities = Record<CapabilityName, Capability>;

export interface KafkaCluster {
  readonly backend: Backend;
  readonly clusterId: Output<string>;
  /** The version that runs, not the one asked for. */
  readonly kafkaVersion: Output<string>;
  /** Format of the metadata, such as 4.3-IV0. Absent: nobody tells. */
  readonly metadataVersion?: Output<string>;
  readonly placement: { cloud: Cloud; region?: string; zones: string[]; network?: Output<string> };
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  /**
   * The connection of one principal over one listener (default: internal).
   * @throws TributaryError TRB_SETTINGS_INVALID when the principal is not in `access` or the listener is not there
   */
  connectionFor(principal: string, via?: Listener): Output<KafkaConnection>;
  readonly topics: Record<string, { name: Output<string>; partitions: Output<number> }>;
  /** What a workload depends on: when these are there, its topics and its access are. */
  readonly ready: Resource[];
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly identity?: CloudIdentity;
  /** Undefined: no service of the cloud copies it. */
  readonly replication?: ReplicationEnd | undefined;
  /** Undefined: the component itself sets all of it. */
  readonly needsAdministration?: NeededAdministration | undefined;
  /** How a NetworkPolicy names the brokers that a principal's pods ask, and their ports. Undefined: no pods ask them. */
  reachedBy?(principal: string): Reached;
  readonly capabilities: Capabilities;
  /** The raw resources, for what the contract does not cover. */
  readonly nodes: Record<string, Resource | Record<string, Resource>>;
}
