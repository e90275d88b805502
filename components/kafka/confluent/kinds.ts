/** What each kind of cluster at Confluent Cloud is and can do: one table, which settings are checked by and the component reads. */
import { capabilitiesOf } from "../capabilities.ts";
import type { Capabilities, Capability, CapabilityName } from "../cluster.ts";

export type ConfluentCloud = "aws" | "gcp" | "azure";
export type ClusterKind = "basic" | "standard" | "enterprise" | "dedicated" | "freight";
/** low: one zone may go with it; high: copies in several zones. */
export type Availability = "low" | "high";
export type Authorization = "roles" | "acls";
export type NetworkMode = "public" | "private";

interface Kind {
  clouds: ConfluentCloud[];
  /** The service's word for each that the kind can be. */
  availability: Partial<Record<Availability, "SINGLE_ZONE" | "MULTI_ZONE" | "LOW" | "HIGH">>;
  /** The first is the default. */
  networks: NetworkMode[];
  authorization: Authorization[];
  /** Clouds where data can be encrypted with a key of one's own. */
  ownKey: ConfluentCloud[];
  /** What it cannot do that the others can. */
  lacks: Partial<Record<CapabilityName, Omit<Capability, "supported">>>;
}

const all: ConfluentCloud[] = ["aws", "gcp", "azure"];
const TYPES = "docs.confluent.io/cloud/current/clusters/cluster-types, checked 2026-11-27";
const noQuotas = {
  reason: "Client quotas are for enterprise, dedicated and freight clusters.",
  source: "docs.confluent.io/cloud/current/clusters/client-quotas-quickstart, checked 2026-11-27",
};

/**
 * Sources, all checked 2026-11-27: zones and eCKUs, confluentinc/terraform-provider-confluent 2.83.0,
 * docs/resources/confluent_kafka_cluster.md; networks, docs.confluent.io/cloud/current/networking (aws-overview, aws-platt, aws-pni);
 * roles, docs.confluent.io/cloud/current/security/access-control/rbac/predefined-rbac-roles; own keys,
 * docs.confluent.io/cloud/current/security/encrypt/byok.
 */
export const kinds: Record<ClusterKind, Kind> = {
  basic: {
    clouds: all,
    availability: { low: "SINGLE_ZONE" },
    networks: ["public"],
    authorization: ["acls"],
    ownKey: [],
    lacks: { quotas: noQuotas },
  },
  standard: {
    clouds: all,
    availability: { low: "SINGLE_ZONE", high: "MULTI_ZONE" },
    networks: ["public"],
    authorization: ["roles", "acls"],
    ownKey: [],
    lacks: { quotas: noQuotas },
  },
  enterprise: {
    clouds: all,
    availability: { low: "LOW", high: "HIGH" },
    networks: ["private"],
    authorization: ["roles", "acls"],
    ownKey: all,
    lacks: {},
  },
  dedicated: {
    clouds: all,
    availability: { low: "SINGLE_ZONE", high: "MULTI_ZONE" },
    networks: ["public", "private"],
    authorization: ["roles", "acls"],
    ownKey: all,
    lacks: {},
  },
  freight: {
    clouds: ["aws"],
    availability: { high: "HIGH" },
    networks: ["private"],
    authorization: ["roles", "acls"],
    ownKey: ["aws"],
    lacks: {
      transactions: { reason: "Freight clusters have neither transactions nor idempotent producers.", source: TYPES },
      compaction: { reason: "The clean-up policy of topics on freight clusters is delete.", source: TYPES },
    },
  },
};

/** eCKUs or CKUs that a cluster in several zones has at least. */
export const LEAST_UNITS: Record<Availability, number> = { low: 1, high: 2 };
/** bytes a second that a quota is at least, of both directions (client-quotas-quickstart). */
export const LEAST_QUOTA = 1_000_000;
/** Copies of every topic: not for its owner to choose (docs.confluent.io/cloud/current/topics/manage: default.replication.factor). */
export const REPLICATION = 3;

/** Ports of brokers, and of the REST interface and the schema registry (docs.confluent.io/cloud/current/networking/networking-faq). */
export const PORTS = { kafka: 9092, https: 443 } as const;

/** The cells of the backend, with what the kind lacks. */
export function confluentCapabilities(kind: ClusterKind): Capabilities {
  const lacks = Object.entries(kinds[kind].lacks).map(([name, cell]) => [name, { supported: false, ...cell }]);
  return { ...capabilitiesOf("confluent"), ...Object.fromEntries(lacks) };
}

export interface Chosen {
  kind: ClusterKind;
  availability?: Availability | undefined;
  network?: NetworkMode | undefined;
  authorization?: Authorization | undefined;
}

/**
 * What stands in for what nobody said: several zones, a public network and roles, as far as the kind has them. Of the kind alone: a change
 * of any makes another cluster, which one of the stack's environment must never do (a stack is given up by making it development's).
 */
export function defaultsOf({ kind, availability, network, authorization }: Chosen) {
  const { availability: zones, networks, authorization: ways } = kinds[kind];
  return {
    availability: availability ?? ("high" in zones ? "high" : "low"),
    network: network ?? networks[0]!,
    authorization: authorization ?? ways[0]!,
  };
}
