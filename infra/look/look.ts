/** What was seen of a Kubernetes cluster before anything is declared, as plain data: judges know nothing of its API. */

export interface SeenNode {
  name: string;
  zone: string | undefined;
  /** Ready, and open for pods that tolerate nothing. */
  open: boolean;
  /** What pods may ask for in all. */
  cpu: number;
  memoryMi: number;
}

export interface SeenStorageClass {
  name: string;
  isDefault: boolean;
  /** Whether its volumes may grow. */
  expands: boolean;
}

/** A definition of Strimzi's. */
export interface SeenDefinition {
  /** kafkas.kafka.strimzi.io */
  name: string;
  served: string[];
  /** In which objects may still stand in the store. */
  stored: string[];
}

/** A Deployment of Strimzi's operator. */
export interface SeenOperator {
  name: string;
  namespace: string;
  /** Namespaces; undefined: all of them. */
  watches: string[] | undefined;
  /** By its image; undefined when that is named by digest alone. */
  version: string | undefined;
  /** Versions of Kafka that it knows; empty when it does not say. */
  kafka: string[];
}

export interface SeenNamespace {
  name: string;
  /** The stack that it belongs to, by its label; undefined: to none. */
  stack: string | undefined;
  terminating: boolean;
}

/** The stack's own Kafka, as its operator found it last. */
export interface SeenKafka {
  version: string | undefined;
  /** Format of the metadata, such as 4.3-IV0. */
  format: string | undefined;
  /** The operator that made it last. */
  operator: string | undefined;
  /** Copies of Kafka's own topics. */
  replication: number;
}

export interface SeenVolume {
  id: number;
  bytes: number;
  storageClass: string | undefined;
}

export interface SeenPool {
  name: string;
  replicas: number;
  roles: string[];
  volumes: SeenVolume[];
}

/** A volume that is there, of one node of a pool. */
export interface SeenClaim extends SeenVolume {
  pool: string;
}

export interface SeenTopic {
  /** Of the object. */
  name: string;
  /** In Kafka. */
  topic: string;
  partitions: number;
  replication: number;
  /** The stack made it. */
  own: boolean;
  /** The settings that made it said that its records may be deleted. */
  deletable: boolean;
}

/** Something of which a cluster has one. */
export interface SeenOne {
  name: string;
  namespace: string;
}

export interface SeenIngressClass {
  name: string;
  isDefault: boolean;
}

/** A Gateway and its listeners. */
export interface SeenGateway {
  listeners: string[];
}

/** Everything that may be seen. */
export interface Seen {
  nodes: SeenNode[];
  /** Nodes come when pods wait for them. */
  autoscaled: boolean;
  storageClasses: SeenStorageClass[];
  definitions: SeenDefinition[];
  operators: SeenOperator[];
  namespaces: SeenNamespace[];
  /** Null: there is none yet. */
  kafka: SeenKafka | null;
  pools: SeenPool[];
  claims: SeenClaim[];
  topics: SeenTopic[];
  /** Who serves external metrics to autoscalers, as KEDA does; null: nobody. */
  externalMetrics: SeenOne | null;
  /** Deployments of External Secrets Operator. */
  secretOperators: SeenOne[];
  ingressClasses: SeenIngressClass[];
  /** Null: there is none of that name. */
  gateway: SeenGateway | null;
  /** Of the settings' Secrets those that are there. */
  secrets: string[];
}

/** What could not be read, as the context has no right to. */
export interface Unread {
  /** list nodes */
  right: string;
  /** What is not judged without it. */
  serves: string;
}

/** A part is undefined when it may not be read, or was not asked for. */
export interface Look extends Partial<Seen> {
  /** Of the kubeconfig. */
  context: string;
  server: string;
  /** The stack that looks. */
  stack: string;
  /** Of Kubernetes: 1.34.4 */
  version: string;
  /** API groups that are served. */
  groups: string[];
  unread: Unread[];
}
