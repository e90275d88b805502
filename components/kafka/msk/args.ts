/** What a cluster of Amazon MSK is told. */
import type * as pulumi from "@pulumi/pulumi";
import type { HostedCluster } from "../../kubernetes/hosted.ts";
import type { Network, Subnet } from "../../network/network.ts";
import type { KafkaClusterArgs } from "../cluster.ts";
import type { MskTransforms } from "./transforms.ts";
import type { ProvisionedTier } from "./versions.ts";

/** Keys of one's own, by ARN: MSK takes no default key for secrets of users. */
export interface MskKeys {
  /** Of the brokers' disks and logs; its policy lets CloudWatch Logs use it. A change makes the cluster anew. */
  data: pulumi.Input<string>;
  /** Of users' secrets. */
  secrets: pulumi.Input<string>;
}

export interface MskCommonArgs extends KafkaClusterArgs {
  /** At most 64 letters, digits and dashes. A change makes the cluster anew. */
  clusterName: string;
  region: string;
  network: Network;
  /** Security groups whose members may connect, by a key that becomes part of logical names. Nobody else may. */
  clients: Record<string, pulumi.Input<string>>;
  keys: MskKeys;
  /** Where the pods of principals are, and who they are. */
  pods: { cluster: HostedCluster; namespace: pulumi.Input<string> };
  /** What Secrets of pods are made of. Default: Pulumi writes them. */
  externalSecrets?: MskExternalSecrets;
  /** What the cluster depends on, such as the policies of its keys. */
  after?: pulumi.Resource[];
  transform?: MskTransforms;
}

/** A store of External Secrets Operator that reads AWS Secrets Manager, those named AmazonMSK_ among them. */
export interface MskExternalSecrets {
  store: { kind: "SecretStore" | "ClusterSecretStore"; name: pulumi.Input<string> };
  /** e.g. 1h */
  refreshInterval: string;
  after: pulumi.Resource[];
}

interface MskProvisionedArgs extends MskCommonArgs {
  tier: ProvisionedTier;
  /** As MSK takes it, e.g. 4.1.x.kraft. A newer one rolls the brokers; an older one would make the cluster anew, and is refused. */
  version: string;
  /** Another size of the same tier rolls the brokers; the tier is not changed on a cluster that exists. */
  instanceType: string;
  /** One a zone. Default: the network's private ones. Not changed on a cluster that exists. */
  subnets?: Subnet[];
  /** More of server.properties. A change restarts the brokers, one after the other. */
  config: Record<string, string>;
  monitoring: MskMonitoring;
  logs?: MskLogs;
  /** Default: private. */
  reach?: MskReach;
  /** Whoever signs clients' certificates; needed when a principal uses one. */
  authority?: MskAuthority;
}

export interface MskStandardArgs extends MskProvisionedArgs {
  tier: "standard";
  storage: MskStorage;
}

export interface MskExpressArgs extends MskProvisionedArgs {
  tier: "express";
  /** Whether AWS moves partitions between brokers. Default: true. */
  rebalancing?: boolean;
}

export interface MskServerlessArgs extends MskCommonArgs {
  tier: "serverless";
}

export type MskBrokerArgs = MskStandardArgs | MskExpressArgs;
export type MskClusterArgs = MskBrokerArgs | MskServerlessArgs;

/** Disks of standard brokers. They only grow. */
export interface MskStorage {
  /** GiB of each broker. Grows in place, by 10 GiB at least and once in six hours; with `scaling` only the size that it begins with. */
  sizeGi: number;
  /** AWS lets disks grow by itself. Default: it does not. */
  scaling?: { maxGi: number; targetPercent: number };
  /** MiB a second beyond what a disk has of itself. Default: none. */
  throughputMibps?: number;
  /** Whether topics with remote.storage.enable keep their older records in a cheaper store. Default: false. Not turned off again. */
  tiered?: boolean;
}

export interface MskMonitoring {
  /** How much CloudWatch is told; more than DEFAULT costs. */
  level: "DEFAULT" | "PER_BROKER" | "PER_TOPIC_PER_BROKER" | "PER_TOPIC_PER_PARTITION";
  /** Prometheus pages of brokers and their machines. Not turned off again by an `up`. */
  open: boolean;
}

export interface MskLogs {
  /** Days that CloudWatch keeps them. */
  retentionDays: number;
  s3?: { bucket: pulumi.Input<string>; prefix?: string };
  /** Name of a delivery stream, tagged LogDeliveryEnabled=true. */
  firehose?: pulumi.Input<string>;
}

/** AWS refuses all but private when a cluster is made: `created` says that it is there. */
export type MskReach =
  | { mode: "private" }
  | {
      mode: "multi-vpc";
      created: true;
      /** Accounts that may make connections of their own. */
      accounts: string[];
      /** Other networks of this account, by key. */
      connections: Record<string, MskVpcConnection>;
    }
  | {
      mode: "public";
      created: true;
      /** Ranges of addresses that may connect. */
      cidrs: string[];
    };

export interface MskVpcConnection {
  vpc: pulumi.Input<string>;
  subnets: pulumi.Input<string>[];
  securityGroups: pulumi.Input<string>[];
  auth: "iam" | "scram" | "mtls";
}

export type MskAuthority =
  /** There already, in AWS Private CA; it must be of the cluster's account and region. */
  | { mode: "existing"; arn: pulumi.Input<string>; signingAlgorithm: string; validDays: number }
  /** One of the stack's own: AWS takes some 400 dollars a month for it. */
  | { mode: "create"; validDays: number };
