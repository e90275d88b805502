/**
 * Brokers that somebody else runs. With an administrator's identity, topics, rights and quotas are managed as on any backend;
 * without one nothing is changed: every principal's connection is tried, and the topics that it names are looked for.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Codec, ConnectionAuth, KafkaConnection, SecretRef } from "../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../component.ts";
import { TributaryError } from "../errors.ts";
import { Check, type CheckInputs } from "../local/resources.ts";
import { matches } from "./access-rules.ts";
import { type Args, makeAccess, makeTopics, mapValues, type TopicTransforms } from "./administered.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { AccessSpec, AuthKind, Endpoint, KafkaCluster, KafkaClusterArgs, Listener } from "./cluster.ts";
import { connectionBase, maxMessageBytes, requireListener, requirePrincipal } from "./connection.ts";
import { defaultMaxMessageBytes } from "./topic-config.ts";

/** What is said of brokers that somebody else runs. */
export interface BrokersOfOthers extends KafkaClusterArgs {
  /** host:port of at least one broker, as whoever asks it reaches it. */
  bootstrapServers: string[];
  protocol: KafkaConnection["protocol"];
  /** Default: the authorities that the system trusts. */
  tls?: { ca: SecretRef[] } | undefined;
  /** How each principal of `access` proves who it is. */
  principals: Record<string, ConnectionAuth>;
  /** Default: all of Kafka's. */
  compression?: Codec[] | undefined;
  /** milliseconds after which idle connections are cut. Default: they are not. */
  idleMs?: number | undefined;
}

export interface ExistingClusterArgs extends BrokersOfOthers {
  /** An identity that may administer. Default: none, then topics and access are only checked. */
  admin?: ConnectionAuth;
  transform?: TopicTransforms & { check?: Transform<Args<CheckInputs>> };
}

export const allCodecs: Codec[] = ["none", "gzip", "snappy", "lz4", "zstd"];

/** The kind of `access.auth` that an identity is; undefined for those that any kind may mean. */
export function authKindOf({ mechanism }: ConnectionAuth): AuthKind | undefined {
  switch (mechanism) {
    case "scram-sha-512":
    case "scram-sha-256":
      return "scram";
    case "mtls":
      return "mtls";
    case "oauthbearer":
    case "event-hubs-entra":
      return "oauth";
    case "aws-iam":
    case "gcp-iam":
      return "iam";
    default:
      return undefined;
  }
}

/** How they are reached, wherever who reaches them runs. */
export function existingConnection(
  { bootstrapServers, protocol, tls, topics, compression, idleMs }: BrokersOfOthers,
  principal: string,
  auth: ConnectionAuth,
  spec: AccessSpec,
): KafkaConnection {
  return {
    ...connectionBase(principal, spec),
    bootstrapServers,
    protocol,
    auth,
    ...(tls ? { tls } : {}),
    limits: {
      maxMessageBytes: spec.produce ? maxMessageBytes(spec, topics) : defaultMaxMessageBytes,
      compression: compression ?? allCodecs,
      ...(idleMs === undefined ? {} : { idleMs }),
    },
  };
}

export class ExistingCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:ExistingCluster";
  readonly backend = "existing";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"] = { cloud: "local", zones: [] };
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  /** Whoever runs the brokers has them. */
  readonly metrics: KafkaCluster["metrics"] = [];
  readonly logs: KafkaCluster["logs"] = [];
  readonly capabilities = capabilitiesOf("existing");
  readonly nodes: {
    checks: Record<string, Check>;
    topics: ReturnType<typeof makeTopics>;
  } & ReturnType<typeof makeAccess>;
  readonly #args: ExistingClusterArgs;

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ExistingCluster.token, name, args, opts);
    this.#args = args;
    const checks = this.#checks();
    const first = Object.values(checks)[0]!;
    const managed = args.admin ? this.#managed(args.admin, first) : { topics: {}, access: {}, quotas: {} };

    this.nodes = { checks, ...managed };
    this.clusterId = first.clusterId;
    this.kafkaVersion = first.kafkaVersion;
    const auth = [...new Set(Object.values(args.principals).flatMap((identity) => authKindOf(identity) ?? []))];
    this.endpoints = {
      internal: { bootstrapServers: pulumi.output(args.bootstrapServers), protocol: args.protocol, auth },
      external: undefined,
      replication: undefined,
    };
    this.topics = mapValues(args.topics, (spec, key) => {
      const topic = this.nodes.topics[key];
      return topic
        ? { name: topic.topic, partitions: topic.partitions }
        : { name: pulumi.output(spec.name ?? key), partitions: pulumi.output(spec.partitions) };
    });
    this.ready = [checks, managed.topics, managed.access, managed.quotas].flatMap((record) =>
      Object.values<pulumi.Resource>(record),
    );
    this.finish({ clusterId: this.clusterId, kafkaVersion: this.kafkaVersion });
  }

  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#args.access, principal);
    requireListener(via, ["internal"]);
    const identity = this.#args.principals[principal];
    if (!identity) throw noIdentity(`kafka.principals has no identity for ${principal}.`);
    return pulumi.output(this.#connection(principal, identity, spec));
  }

  #connection(principal: string, auth: ConnectionAuth, spec: AccessSpec): KafkaConnection {
    return existingConnection(this.#args, principal, auth, spec);
  }

  /** The administrator's look when there is one; else everybody's own, as each may see other topics. */
  #checks(): Record<string, Check> {
    const { admin, access, principals, transform } = this.#args;
    if (admin) {
      const connection = this.#connection("admin", admin, { auth: "scram" });
      return { admin: this.child(Check, "check", { connection, topics: [] }, {}, transform?.check) };
    }
    const known = Object.fromEntries(Object.entries(access).filter(([key]) => principals[key]));
    if (Object.keys(known).length === 0)
      throw noIdentity(
        "An existing cluster needs kafka.admin, or an identity in kafka.principals for somebody in kafka.access.",
      );
    return mapValues(known, (spec, key) => {
      const connection = this.#connection(key, principals[key]!, spec);
      return this.child(Check, `check-${key}`, { connection, topics: this.#seenBy(spec) }, {}, transform?.check);
    });
  }

  #seenBy(spec: AccessSpec): CheckInputs["topics"] {
    const patterns = [
      ...(spec.produce ?? []),
      ...[...(spec.consume ?? []), ...(spec.observe ?? [])].map(({ topic }) => topic),
    ];
    return Object.entries(this.#args.topics)
      .map(([key, { name, partitions }]) => ({ topic: name ?? key, partitions }))
      .filter(({ topic }) => patterns.some((pattern) => matches(pattern, topic)));
  }

  #managed(auth: ConnectionAuth, check: Check) {
    const { topics, access, sizing, protection, transform, principals } = this.#args;
    const admin = this.#connection("admin", auth, { auth: "scram" });
    const administered = { admin, nodes: sizing.nodes, topics, access, protection, transform };
    const child = this.child.bind(this) as typeof this.child;
    const opts = { dependsOn: [check] };
    const user = (principal: string) => {
      const identity = principals[principal];
      return identity && "username" in identity ? identity.username : principal;
    };
    // The cluster is not ours: topics are kept when the stack goes, while rights that the settings no longer give are taken back.
    const topicOpts = { ...opts, retainOnDelete: true };
    return { topics: makeTopics(child, administered, topicOpts), ...makeAccess(child, administered, opts, user) };
  }
}

export function noIdentity(message: string): TributaryError {
  return new TributaryError("TRB_SETTINGS_INVALID", message);
}
