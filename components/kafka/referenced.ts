/**
 * The cluster of another stack of this program, by that stack's outputs: connections, topics and who answers at which port. Nothing of it is
 * created or changed here; what the settings say of topics and rights is what the application needs to find there.
 */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection } from "../../app/src/connection.ts";
import { TributaryComponent } from "../component.ts";
import { TributaryError } from "../errors.ts";
import type { Reached } from "../kubernetes/policy-rules.ts";
import { mapValues } from "./administered.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { AccessSpec, KafkaCluster, Listener, TopicSpec } from "./cluster.ts";
import { requireListener, requirePrincipal } from "./connection.ts";

export interface ReferencedClusterArgs {
  /** organization/project/stack */
  stack: string;
  /** Which of its clusters. */
  cluster: "primary" | "standby";
  /** What the application needs: a topic that is not there, or has fewer partitions, is told before anything is made. */
  topics: Record<string, TopicSpec>;
  access: Record<string, AccessSpec>;
  placement: KafkaCluster["placement"];
}

/** The part of that stack's outputs which is read (infra/outputs.ts), as values. */
export interface ReferencedOutputs {
  schemaVersion: number;
  clusters: Record<"primary" | "standby", ReferencedClusterOutputs | null>;
  registry: { connection: RegistryConnection; reached?: ReachedThere } | null;
}
interface ReferencedClusterOutputs {
  clusterId: string;
  kafkaVersion: string;
  topics: Record<string, { name: string; partitions: number }>;
  connections: Record<string, KafkaConnection>;
  /** By principal. */
  reached?: Record<string, ReachedThere>;
}
interface ReachedThere {
  to: object[];
  ports: number[];
}

/** Logins of pods by what they are to a cloud. */
const identities = new Set<KafkaConnection["auth"]["mechanism"]>(["aws-iam", "gcp-iam"]);

/** Outputs of a newer one may mean something else. */
const KNOWN = 1;

export class ReferencedCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:ReferencedCluster";
  readonly backend = "referenced";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"];
  /** They are in the connections. */
  readonly endpoints: KafkaCluster["endpoints"] = { internal: undefined, external: undefined, replication: undefined };
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  /** That stack tells them. */
  readonly metrics: KafkaCluster["metrics"] = [];
  readonly logs: KafkaCluster["logs"] = [];
  readonly capabilities = capabilitiesOf("referenced");
  readonly nodes: { stack: pulumi.StackReference };
  readonly #args: ReferencedClusterArgs;
  readonly #there: pulumi.Output<ReferencedClusterOutputs>;

  constructor(name: string, args: ReferencedClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ReferencedCluster.token, name, args, opts);
    this.#args = args;
    const stack = new pulumi.StackReference(this.childName("stack"), { name: args.stack }, { parent: this });
    this.nodes = { stack };
    this.#there = pulumi
      .all([stack.getOutput("schemaVersion"), stack.getOutput("clusters")])
      .apply(([schemaVersion, clusters]) => clusterOf(args, { schemaVersion, clusters }));
    this.clusterId = this.#there.apply(({ clusterId }) => clusterId);
    this.kafkaVersion = this.#there.apply(({ kafkaVersion }) => kafkaVersion);
    this.placement = args.placement;
    this.topics = mapValues(args.topics, (_, key) => ({
      name: this.#there.apply(({ topics }) => topics[key]!.name),
      partitions: this.#there.apply(({ topics }) => topics[key]!.partitions),
    }));
    this.ready = [stack];
    this.finish({ clusterId: this.clusterId });
  }

  /** @throws TributaryError also, once the outputs are known, when that stack has no such principal */
  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    requirePrincipal(this.#args.access, principal);
    requireListener(via, ["internal"]);
    return this.#there.apply((there) => connectionOf(this.#args.stack, principal, there));
  }

  reachedBy(principal: string): Reached {
    const reached = this.#there.apply((there) => reachedOf(this.#args.stack, principal, there));
    return { to: reached.apply(({ to }) => to), ports: reached.apply(({ ports }) => ports) };
  }

  /** That stack's schema registry. @throws TributaryError, once the outputs are known, when it has none */
  registry(): { connection: pulumi.Output<RegistryConnection>; reached: Reached } {
    const registry = this.nodes.stack.getOutput("registry").apply((found) => registryOf(this.#args.stack, found));
    return {
      connection: registry.apply(({ connection }) => connection),
      reached: {
        to: registry.apply(({ reached }) => reached.to),
        ports: registry.apply(({ reached }) => reached.ports),
      },
    };
  }
}

/** @throws TributaryError TRB_SETTINGS_INVALID when that stack has not what is needed */
export function clusterOf(
  { stack, cluster, topics }: ReferencedClusterArgs,
  { schemaVersion, clusters }: Pick<ReferencedOutputs, "schemaVersion" | "clusters">,
): ReferencedClusterOutputs {
  if (typeof schemaVersion !== "number")
    throw unfit(`Stack ${stack} has no outputs of Tributary: run up there first, or name another stack.`);
  if (schemaVersion > KNOWN)
    throw unfit(
      `Stack ${stack} was deployed by a newer Tributary (outputs of version ${schemaVersion}, and this one reads ${KNOWN}): upgrade this one.`,
    );
  const found = clusters?.[cluster];
  if (!found) throw unfit(`Stack ${stack} has no ${cluster} cluster.`);
  const problems = Object.entries(topics).flatMap(([key, spec]) => problemOf(key, spec, found));
  if (problems.length > 0) throw unfit(`Stack ${stack} is not as the settings need it: ${problems.join("; ")}.`);
  return found;
}

/** @throws TributaryError TRB_SETTINGS_INVALID when that stack has no such principal, or knows it by an identity of a cloud */
export function connectionOf(
  stack: string,
  principal: string,
  { connections }: Pick<ReferencedClusterOutputs, "connections">,
): KafkaConnection {
  const connection = connections[principal];
  if (connection && identities.has(connection.auth.mechanism))
    throw unfit(
      `Stack ${stack} knows principal ${principal} by an identity of its cloud, which it grants to its own pods alone: give it a password or a certificate there (kafka.access.${principal}.auth), or run its pods in that stack.`,
    );
  if (connection) return connection;
  throw unfit(
    `Stack ${stack} tells no connection of principal ${principal}; it has ${Object.keys(connections).join(", ") || "none"}: add it to kafka.access there.`,
  );
}

/** @throws TributaryError TRB_SETTINGS_INVALID when that stack does not tell it */
export function reachedOf(
  stack: string,
  principal: string,
  { reached }: Pick<ReferencedClusterOutputs, "reached">,
): ReachedThere {
  const found = reached?.[principal];
  if (found) return found;
  throw unfit(
    `Stack ${stack} does not tell how ${principal} reaches its brokers: they are not for pods, or it was deployed by an older Tributary; run up there.`,
  );
}

/** @throws TributaryError TRB_SETTINGS_INVALID when that stack has none */
export function registryOf(stack: string, registry: ReferencedOutputs["registry"] | undefined) {
  if (!registry)
    throw unfit(
      `Stack ${stack} has no schema registry: start one there, name one as registry.url, or set registry.enabled to false.`,
    );
  const { connection, reached } = registry;
  if (reached) return { connection, reached };
  throw unfit(`Stack ${stack} does not tell how pods reach its registry: name it as registry.url.`);
}

function problemOf(key: string, spec: TopicSpec, { topics }: ReferencedClusterOutputs): string[] {
  const there = topics[key];
  const name = spec.name ?? key;
  if (!there) return [`there is no topic ${key} (it has ${Object.keys(topics).join(", ") || "none"})`];
  if (there.name !== name) return [`topic ${key} is ${there.name} and not ${name}`];
  return there.partitions < spec.partitions
    ? [`topic ${key} has ${there.partitions} partitions and ${spec.partitions} are asked for`]
    : [];
}

function unfit(message: string): TributaryError {
  return new TributaryError("TRB_SETTINGS_INVALID", message);
}
