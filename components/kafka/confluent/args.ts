/** What a cluster of Confluent Cloud is told. */
import type { ApiKey } from "@pulumi/confluentcloud/apiKey.js";
import type { Environment } from "@pulumi/confluentcloud/environment.js";
import type { KafkaAcl } from "@pulumi/confluentcloud/kafkaAcl.js";
import type { KafkaCluster } from "@pulumi/confluentcloud/kafkaCluster.js";
import type { KafkaTopic } from "@pulumi/confluentcloud/kafkaTopic.js";
import type { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import type { TableflowTopic } from "@pulumi/confluentcloud/tableflowTopic.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import type { KafkaClusterArgs } from "../cluster.ts";
import type { Authorization, Availability, ClusterKind, ConfluentCloud } from "./kinds.ts";
import type { PrivateAccess } from "./private/access.ts";

/** A key of the organization: it makes everything that is not inside a cluster. */
export interface CloudCredentials {
  key: pulumi.Input<string>;
  secret: pulumi.Input<string>;
}

/** How much a cluster may take. */
export type Size =
  /** eCKUs that it grows to at most. Default: what the service allows. In place. */
  | { kind: Exclude<ClusterKind, "dedicated" | "freight">; maxEcku?: number | undefined }
  /** CKUs, which are paid for whether used or not. In place. */
  | { kind: "dedicated"; cku: number }
  | { kind: "freight"; maxEcku?: number | undefined; interfacesPerZone?: number };

/** Tables of Iceberg or Delta that the service keeps equal to a topic. */
export interface Tableflow {
  formats: ("ICEBERG" | "DELTA")[];
  /** Default: the service's own. A change makes the tables anew. */
  bucket?: { name: pulumi.Input<string>; providerIntegration: pulumi.Input<string> } | undefined;
}

export interface ConfluentClusterArgs extends KafkaClusterArgs {
  /** Names of everything at the service begin with it. */
  prefix: string;
  cloud: ConfluentCloud;
  /** A change makes another cluster, which is refused while it is protected. */
  region: string;
  size: Size;
  availability: Availability;
  /** One of its own, or somebody's by its id. */
  environment: { governance: "ESSENTIALS" | "ADVANCED" } | { id: string };
  authorization: Authorization;
  /** Id of a key that data is encrypted with, such as cck-abc12. Default: the service's. Not changed afterwards. */
  encryptionKey?: string | undefined;
  /** The way from one's own network. Default: the cluster has a public address. */
  private?: PrivateAccess;
  /** Of the administrator's key: raise it for another one. */
  administrator: { rotation: number };
  /** By key of `topics`. */
  tableflow: Record<string, Tableflow>;
  /** Where the keys' Secrets stand. */
  namespace: pulumi.Input<string>;
  /** Default: CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET of the environment. */
  credentials?: CloudCredentials;
  /** The namespace. */
  after?: pulumi.Resource[];
}

export interface ConfluentArgs extends ConfluentClusterArgs {
  transform?: {
    environment?: Transform<ArgsOf<typeof Environment>>;
    cluster?: Transform<ArgsOf<typeof KafkaCluster>>;
    topic?: Transform<ArgsOf<typeof KafkaTopic>>;
    key?: Transform<ArgsOf<typeof ApiKey>>;
    role?: Transform<ArgsOf<typeof RoleBinding>>;
    acl?: Transform<ArgsOf<typeof KafkaAcl>>;
    tableflow?: Transform<ArgsOf<typeof TableflowTopic>>;
  };
}
