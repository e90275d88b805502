/**
 * The resources of the provider plugin `tributary` (components/local/plugin), as classes for components to use.
 * Their inputs hold no path of a machine and no secret: the provider finds the stack's folder by the stack's name in the URN,
 * and secrets are files below it, told by reference.
 */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, SecretGenerations, SecretRef } from "../../app/src/connection.ts";
import type { AccessRule } from "../../app/src/kafka/admin/acls.ts";
import type { ProcessSpec } from "./supervisor/api.ts";

export type { AccessRule };

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** A certificate authority made for the stack. Its key never leaves secrets/ca. */
export interface AuthorityInputs {
  commonName: string;
  validDays: number;
  rotation: number;
}
export class Authority extends pulumi.CustomResource {
  static readonly token = "tributary:local:Authority";
  declare readonly certificate: pulumi.Output<SecretRef>;
  declare readonly fingerprint: pulumi.Output<string>;
  constructor(name: string, args: Inputs<AuthorityInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Authority.token, name, { ...args, certificate: undefined, fingerprint: undefined }, opts);
  }
}

/** Random text in a file, such as a bearer token: secrets/<path>. Raise `rotation` for a new one; the former retires. */
export interface SecretInputs {
  path: string;
  bytes: number;
  rotation: number;
}
export class Secret extends pulumi.CustomResource {
  static readonly token = "tributary:local:Secret";
  declare readonly value: pulumi.Output<SecretGenerations>;
  constructor(name: string, args: Inputs<SecretInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Secret.token, name, { ...args, value: undefined }, opts);
  }
}

/** Ports of one broker; `controller` is unused with ZooKeeper. */
export interface BrokerPorts {
  id: number;
  client: number;
  replication: number;
  controller: number;
  /** Of its page for Prometheus; undefined: it has none. */
  metrics?: number;
}
export interface BrokerInputs {
  nodeId: number;
  /** Every node of the cluster, this one too. */
  nodes: BrokerPorts[];
  version: string;
  metadata: "kraft" | "zookeeper";
  /** Kafka's cluster id (22 characters of base64url); with ZooKeeper, unused. */
  clusterId: string;
  /** MiB of Java heap */
  heapMb: number;
  /** With ZooKeeper: its port. */
  zookeeperPort?: number;
  /** Of the authority that signs the node's certificate; another one means new certificates. */
  authorityFingerprint: string;
  /** More of server.properties, by Kafka's own names. */
  config: Record<string, string>;
}
/** One Kafka process with its data, certificate and configuration; running, not yet necessarily ready (see Cluster). */
export class Broker extends pulumi.CustomResource {
  static readonly token = "tributary:local:Broker";
  declare readonly process: pulumi.Output<string>;
  constructor(name: string, args: Inputs<BrokerInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Broker.token, name, { ...args, process: undefined }, opts);
  }
}

export interface ZooKeeperInputs {
  version: string;
  port: number;
  heapMb: number;
}
export class ZooKeeper extends pulumi.CustomResource {
  static readonly token = "tributary:local:ZooKeeper";
  declare readonly process: pulumi.Output<string>;
  constructor(name: string, args: Inputs<ZooKeeperInputs>, opts?: pulumi.CustomResourceOptions) {
    super(ZooKeeper.token, name, { ...args, process: undefined }, opts);
  }
}

/** Waits until all brokers are registered and tells how to reach them. Refresh finds out whether they still answer. */
export interface ClusterInputs {
  nodes: BrokerPorts[];
  authority: SecretRef;
  authorityFingerprint: string;
}
export class Cluster extends pulumi.CustomResource {
  static readonly token = "tributary:local:Cluster";
  declare readonly clusterId: pulumi.Output<string>;
  declare readonly kafkaVersion: pulumi.Output<string>;
  declare readonly bootstrapServers: pulumi.Output<string[]>;
  declare readonly replicationServers: pulumi.Output<string[]>;
  /** Over the replication listener with a client certificate that is a super user's. For the provider only. */
  declare readonly admin: pulumi.Output<KafkaConnection>;
  constructor(name: string, args: Inputs<ClusterInputs>, opts?: pulumi.CustomResourceOptions) {
    super(
      Cluster.token,
      name,
      {
        ...args,
        clusterId: undefined,
        kafkaVersion: undefined,
        bootstrapServers: undefined,
        replicationServers: undefined,
        admin: undefined,
      },
      opts,
    );
  }
}

export interface TopicInputs {
  admin: KafkaConnection;
  topic: string;
  partitions: number;
  replication: number;
  config: Record<string, string>;
  allow: ("delete" | "shrink" | "replace")[];
}
export class Topic extends pulumi.CustomResource {
  static readonly token = "tributary:kafka:Topic";
  declare readonly topic: pulumi.Output<string>;
  declare readonly partitions: pulumi.Output<number>;
  constructor(name: string, args: Inputs<TopicInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Topic.token, name, { ...args }, opts);
  }
}

/** A SCRAM user; its password is made here and kept in secrets/users/<user>.<generation>.password. */
export interface UserInputs {
  admin: KafkaConnection;
  user: string;
  mechanism: "scram-sha-512" | "scram-sha-256";
  rotation: number;
}
export class User extends pulumi.CustomResource {
  static readonly token = "tributary:kafka:User";
  declare readonly user: pulumi.Output<string>;
  declare readonly password: pulumi.Output<SecretGenerations>;
  constructor(name: string, args: Inputs<UserInputs>, opts?: pulumi.CustomResourceOptions) {
    super(User.token, name, { ...args, password: undefined }, opts);
  }
}

/** All that one principal may do: rules that are not listed are removed. */
export interface AccessInputs {
  admin: KafkaConnection;
  principal: string;
  rules: AccessRule[];
}
export class Access extends pulumi.CustomResource {
  static readonly token = "tributary:kafka:Access";
  constructor(name: string, args: Inputs<AccessInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Access.token, name, { ...args }, opts);
  }
}

export interface QuotaInputs {
  admin: KafkaConnection;
  user: string;
  produceBytesPerSecond?: number;
  consumeBytesPerSecond?: number;
  requestPercent?: number;
}
export class Quota extends pulumi.CustomResource {
  static readonly token = "tributary:kafka:Quota";
  constructor(name: string, args: Inputs<QuotaInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Quota.token, name, { ...args }, opts);
  }
}

/** Looks, and changes nothing: brokers answer, topics are there with enough partitions. For clusters that are not ours. */
export interface CheckInputs {
  connection: KafkaConnection;
  topics: { topic: string; partitions: number }[];
}
export class Check extends pulumi.CustomResource {
  static readonly token = "tributary:kafka:Check";
  declare readonly clusterId: pulumi.Output<string>;
  declare readonly kafkaVersion: pulumi.Output<string>;
  constructor(name: string, args: Inputs<CheckInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Check.token, name, { ...args, clusterId: undefined, kafkaVersion: undefined }, opts);
  }
}

export interface SchemaInputs {
  registryUrl: string;
  subject: string;
  schemaType: "JSON" | "AVRO";
  schema: string;
  compatibility: string;
}
/** A subject's schema and compatibility. An incompatible schema is an error and changes nothing. Deleting keeps the subject. */
export class Schema extends pulumi.CustomResource {
  static readonly token = "tributary:registry:Schema";
  declare readonly schemaId: pulumi.Output<number>;
  declare readonly version: pulumi.Output<number>;
  constructor(name: string, args: Inputs<SchemaInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Schema.token, name, { ...args, schemaId: undefined, version: undefined }, opts);
  }
}

/**
 * A process that the supervisor keeps running, with the files it reads.
 * `artifacts` names a set of the lock (components/local/java); {classpath} and {artifacts} in `args` then stand for it.
 */
export interface ProcessInputs extends Omit<ProcessSpec, "revision"> {
  /** Files written before a start, by path below the stack's folder, owner-readable only; {stack} and {project} are replaced. */
  files: Record<string, string>;
  artifacts?: string;
  /** milliseconds to wait for readiness; 0: do not wait */
  waitReadyMs: number;
}
export class Process extends pulumi.CustomResource {
  static readonly token = "tributary:local:Process";
  declare readonly process: pulumi.Output<string>;
  constructor(name: string, args: Inputs<ProcessInputs>, opts?: pulumi.CustomResourceOptions) {
    super(Process.token, name, { ...args, process: undefined }, opts);
  }
}
