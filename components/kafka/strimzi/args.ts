/** What a cluster of Strimzi's is told. */
import type * as pulumi from "@pulumi/pulumi";
import type { Spread } from "../../kubernetes/pods.ts";
import type { SecretSource } from "../../secrets/kubernetes/source.ts";
import type { KafkaClusterArgs } from "../cluster.ts";

export interface Volume {
  /** GiB. Grows in place where the storage class allows it; never shrinks. */
  sizeGi: number;
  /** Default: the cluster's own default class. Not changed on a volume that exists. */
  storageClass?: string;
}

export interface Pool {
  /** Raising it adds nodes; lowering it asks for their partitions to be moved away first, which Cruise Control does. */
  nodes: number;
  /** As Kubernetes writes it, e.g. "2" or "500m". A change rolls the nodes. */
  cpu: string;
  /** MiB, request and limit. A change rolls the nodes. */
  memoryMi: number;
  /** MiB of Java heap; the rest of the memory is the system's for its cache of pages. A change rolls the nodes. */
  heapMi: number;
  /** At least one; the first holds the metadata, too. One may be added at the end. */
  volumes: Volume[];
}

/** A listener that clients outside Kubernetes reach. */
export interface External {
  type: "loadbalancer" | "nodeport" | "tlsroute" | "ingress";
  /** Who may connect, as CIDR ranges; of a load balancer. Default: everybody that the network lets through. */
  sourceRanges?: string[];
  /** Annotations of the bootstrap's and every broker's service. */
  annotations?: Record<string, string>;
  /** Who makes the load balancers (`loadBalancerClass` of the services). Default: whoever makes those without a class. Fixed. */
  class?: string;
}

export interface StrimziClusterArgs extends KafkaClusterArgs {
  /** Version of Kafka, of those that the operator knows. */
  version: string;
  /** Version of the metadata's format. Default: that of `version`. Raised once a new version has proven itself; never lowered. */
  metadataVersion?: string;
  /** Where the cluster and everything of it stands. */
  namespace: pulumi.Input<string>;
  brokers: Pool;
  /** Default: the brokers are controllers, too. */
  controllers?: Pool;
  spread: Spread;
  /** Names of the zones that nodes are in; replicas of a partition stand in different ones. None: nodes have no zones. */
  zones: string[];
  cruiseControl: boolean;
  external?: External;
  /** Where users' passwords come from. Default: Pulumi makes them, and keeps them in its state. */
  secrets?: SecretSource;
  /** Days that certificate authorities are valid, and before their end when they are renewed. */
  authority: { validDays: number; renewDays: number };
  /** More of the brokers' configuration. A change rolls them where Kafka cannot take it while it runs. */
  config: Record<string, string>;
  /** Who may connect from other namespaces, as peers of a NetworkPolicy. Default: nobody. */
  clients?: object[];
  /** Ports of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: number[];
  /** Names of Secrets of the namespace that images are pulled with. Default: none. */
  imagePullSecrets?: string[];
  /** The operator, its definitions and the namespace. */
  after?: pulumi.Resource[];
}
