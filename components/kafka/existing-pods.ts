/**
 * Brokers that somebody else runs, for an application of pods. What is asked for is made by a Job inside the network, by @pulumi/kafka where
 * the brokers are reached from where Pulumi runs, or by nobody: then it must be there.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth, KafkaConnection } from "../../app/src/connection.ts";
import { TributaryComponent } from "../component.ts";
import type { ApplicationJobTransforms } from "../kubernetes/application-job.ts";
import { portOf, type Reached } from "../kubernetes/policy-rules.ts";
import { mapValues } from "./administered.ts";
import { administrationDocument } from "./administration/document.ts";
import { ClusterAdministration } from "./administration/job.ts";
import { KafkaProviderAdministration, type KafkaProviderAdministrationArgs } from "./administration/provider.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { AccessSpec, CloudIdentity, Endpoint, KafkaCluster, Listener } from "./cluster.ts";
import { requireListener, requirePrincipal } from "./connection.ts";
import { authKindOf, type BrokersOfOthers, existingConnection, noIdentity } from "./existing.ts";

/** Who makes topics, rights and quotas. */
export type Administration =
  | { mode: "none" }
  | {
      mode: "job";
      /** Of the application, by digest. */
      image: string;
      imagePullSecrets: string[];
      namespace: pulumi.Input<string>;
    }
  /** With the provider of `opts.providers.kafka`. */
  | { mode: "provider" };

/** Secrets of logins are Secrets of the namespace. */
export interface ExistingPodsClusterArgs extends BrokersOfOthers {
  /** An identity that may administer; needed unless nobody does. */
  admin?: ConnectionAuth | undefined;
  /** What Kafka calls a principal, or `admin`, without "User:". Default: its user name when it logs in with one, else its key. */
  users?: Record<string, string>;
  /** Ranges of addresses that brokers, and whoever issues tokens, are in. Default: any address at their ports. */
  networks: string[];
  administration: Administration;
  /** Default: unknown. */
  clusterId?: string | undefined;
  placement: KafkaCluster["placement"];
  /** For principals that are identities of a cloud. Default: there are none. */
  identity?: CloudIdentity | undefined;
  /** What must be there before. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: ApplicationJobTransforms & NonNullable<KafkaProviderAdministrationArgs["transform"]>;
}

/** IAM decides about roles, which Kafka's own rules and quotas do not know. */
function withoutRoles(
  access: Record<string, AccessSpec>,
  principals: Record<string, ConnectionAuth>,
): Record<string, AccessSpec> {
  return Object.fromEntries(Object.entries(access).filter(([key]) => principals[key]?.mechanism !== "aws-iam"));
}

const UNKNOWN = "unknown";
const ADMIN = "admin";

export class ExistingPodsCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:ExistingPodsCluster";
  readonly backend = "existing";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"];
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  /** Whoever runs the brokers has them. */
  readonly metrics: KafkaCluster["metrics"] = [];
  readonly logs: KafkaCluster["logs"];
  readonly identity?: CloudIdentity;
  readonly capabilities = capabilitiesOf("existing");
  readonly nodes: { administration: Record<string, ClusterAdministration | KafkaProviderAdministration> };
  readonly #args: ExistingPodsClusterArgs;

  /** @throws TributaryError TRB_SETTINGS_INVALID when somebody is to administer and there is no `admin` */
  constructor(name: string, args: ExistingPodsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, ...kept } = args;
    super(ExistingPodsCluster.token, name, kept, opts);
    this.#args = args;
    if (identity) this.identity = identity;
    const administration = this.#administration();
    this.nodes = { administration: administration ? { administration } : {} };
    this.clusterId = pulumi.output(args.clusterId ?? UNKNOWN);
    this.kafkaVersion = pulumi.output(args.version ?? UNKNOWN);
    this.placement = args.placement;
    const auth = [...new Set(Object.values(args.principals).flatMap((one) => authKindOf(one) ?? []))];
    const { bootstrapServers, protocol } = args;
    this.endpoints = {
      internal: { bootstrapServers: pulumi.output(bootstrapServers), protocol, auth },
      external: undefined,
      replication: undefined,
    };
    this.topics = mapValues(args.topics, (spec, key) => ({
      name: pulumi.output(spec.name ?? key),
      partitions: pulumi.output(spec.partitions),
    }));
    this.ready = [...(args.after ?? []), ...(administration?.ready ?? [])];
    this.logs = administration && "logs" in administration ? administration.logs : [];
    this.finish({ clusterId: this.clusterId, kafkaVersion: this.kafkaVersion });
  }

  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#args.access, principal);
    requireListener(via, ["internal"]);
    const auth = this.#args.principals[principal];
    if (!auth) throw noIdentity(`kafka.principals has no identity for ${principal}.`);
    return pulumi.output(this.#connection(principal, auth, spec));
  }

  reachedBy(principal: string): Reached {
    return this.#reached(this.#args.principals[principal]);
  }

  #reached(auth: ConnectionAuth | undefined): Reached {
    const { bootstrapServers, networks } = this.#args;
    const ports = bootstrapServers.map((server) => Number(server.slice(server.lastIndexOf(":") + 1)));
    return {
      to: networks.map((cidr) => ({ ipBlock: { cidr } })),
      ports: [...new Set([...ports, ...issuerPorts(auth)])],
    };
  }

  #administration(): ClusterAdministration | KafkaProviderAdministration | undefined {
    const {
      administration,
      admin,
      sizing,
      topics,
      access,
      principals,
      tags,
      protection,
      transform,
      after = [],
    } = this.#args;
    if (administration.mode === "none") return undefined;
    if (!admin) throw noIdentity(`kafka.administration.mode is ${administration.mode}, which needs kafka.admin.`);
    const role = this.childName("administration");
    const opts = { parent: this };
    const who = "username" in admin || this.#args.users?.[ADMIN] ? `User:${this.#userOf(ADMIN, admin)}` : undefined;
    const userOf = (principal: string) => this.#userOf(principal, this.#args.principals[principal]);
    const shared = { self: who, nodes: sizing.nodes, topics, access: withoutRoles(access, principals), userOf };
    if (administration.mode === "provider")
      return new KafkaProviderAdministration(
        role,
        { ...shared, protection, transform: transform ?? {} },
        { ...opts, dependsOn: after },
      );
    const { image, imagePullSecrets, namespace } = administration;
    return new ClusterAdministration(
      role,
      {
        document: administrationDocument(shared),
        connection: this.#connection(ADMIN, admin, { auth: "scram" }),
        reached: this.#reached(admin),
        identity: this.#args.identity,
        image,
        imagePullSecrets,
        namespace,
        tags,
        after,
        transform: transform ?? {},
      },
      opts,
    );
  }

  #userOf(principal: string, auth: ConnectionAuth | undefined): string {
    return this.#args.users?.[principal] ?? (auth && "username" in auth ? auth.username : principal);
  }

  #connection(principal: string, auth: ConnectionAuth, spec: AccessSpec): KafkaConnection {
    return existingConnection(this.#args, principal, auth, spec);
  }
}

/** Of whoever gives out tokens: Microsoft Entra at its own address. */
function issuerPorts(auth: ConnectionAuth | undefined): number[] {
  switch (auth?.mechanism) {
    case "oauthbearer":
      return [portOf(auth.tokenUrl)];
    case "event-hubs-entra":
      return [443];
    default:
      return [];
  }
}
