/** Kafka by Amazon MSK: brokers of a chosen size, standard or Express, or a serverless cluster, each with what AWS demands around it. */
import { ServerlessCluster } from "@pulumi/aws/msk/serverlessCluster.js";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth, KafkaConnection } from "../../../app/src/connection.ts";
import { TributaryComponent } from "../../component.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import { mapValues } from "../administered.ts";
import { capabilitiesOf } from "../capabilities.ts";
import type {
  AccessSpec,
  CloudIdentity,
  Endpoint,
  Flavour,
  KafkaCluster,
  Listener,
  LogSource,
  NeededAdministration,
  ReplicationEnd,
} from "../cluster.ts";
import { connectionBase, maxMessageBytes, requireListener, requirePrincipal } from "../connection.ts";
import { administrationOf } from "./administration.ts";
import type { MskBrokerArgs, MskClusterArgs, MskReach } from "./args.ts";
import { serversOf, type Way } from "./bootstrap.ts";
import { brokers } from "./brokers.ts";
import { certificateAuth, certificatePrincipal, signerOf } from "./certificates.ts";
import { configuration } from "./configuration.ts";
import { identityOf } from "./identity.ts";
import { ports } from "./limits.ts";
import { brokerLogs } from "./logs.ts";
import { metricsOf } from "./metrics.ts";
import { type MskNodes, nodesOfPrincipals } from "./nodes.ts";
import { ADMINISTRATOR, administratorAccess, kindsOf, type MskAuth } from "./principals.ts";
import { reachedFrom } from "./reach.ts";
import { replicationOf } from "./replication.ts";
import { type BrokerGroup, brokerGroup } from "./security-group.ts";
import { storageScaling } from "./storage.ts";
import { topicsOf } from "./topics.ts";
import { scramAuth, scramPrincipal } from "./users.ts";
import { checked } from "./valid.ts";
import type { MskTier } from "./versions.ts";

const compression: KafkaConnection["limits"]["compression"] = ["none", "gzip", "snappy", "lz4", "zstd"];
const flavours: Record<MskTier, Flavour> = { standard: "msk", express: "msk-express", serverless: "msk-serverless" };

export class MskCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:MskCluster";
  readonly backend = "msk";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"];
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  readonly metrics: KafkaCluster["metrics"];
  readonly logs: LogSource[];
  readonly identity: CloudIdentity;
  readonly capabilities: KafkaCluster["capabilities"];
  readonly nodes: MskNodes;
  /** As ADMINISTRATOR; undefined: nothing, and there is no such principal. */
  readonly needsAdministration: NeededAdministration | undefined;
  readonly arn: pulumi.Output<string>;
  readonly replication: ReplicationEnd | undefined;
  readonly #name: string;
  readonly #args: MskClusterArgs;
  readonly #access: Record<string, AccessSpec>;
  readonly #reach: MskReach;

  constructor(name: string, args: MskClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MskCluster.token, name, checked(args), opts);
    const { tier, topics, access, sizing, network } = args;
    this.#name = name;
    this.#args = args;
    this.#reach = (tier !== "serverless" && args.reach) || { mode: "private" };
    const document = administrationOf(tier, topics, access, sizing.nodes);
    this.#access = { ...access, ...(document ? { [ADMINISTRATOR]: administratorAccess } : {}) };
    const child = this.child.bind(this) as typeof this.child;

    const { nodes, logs } = tier === "serverless" ? this.#serverless() : this.#provisioned(args);
    const { cluster } = nodes;
    this.nodes = nodes;
    this.arn = cluster.arn;
    this.replication = replicationOf(args, this.#kinds(), this.#reach, cluster.arn);
    this.identity = identityOf(child, this.#access, args, cluster.arn, nodes.roles);
    this.clusterId = cluster.clusterUuid;
    this.kafkaVersion = "kafkaVersion" in cluster ? cluster.kafkaVersion : pulumi.output("serverless");
    this.placement = { cloud: "aws", region: args.region, zones: network.zones, network: network.id };
    this.endpoints = {
      internal: this.#endpoint("private"),
      external: this.#reach.mode === "private" ? undefined : this.#endpoint(this.#reach.mode),
      // MSK Replicator names clusters by their ARN: `replication`.
      replication: undefined,
    };
    this.topics = mapValues(topics, (spec, key) => {
      const topic = nodes.topics[key];
      return topic
        ? { name: topic.name, partitions: topic.partitionCount }
        : { name: pulumi.output(spec.name ?? key), partitions: pulumi.output(spec.partitions) };
    });
    const { ingress, associations, mounted } = nodes;
    this.ready = [
      cluster,
      ...[ingress, nodes.topics, associations, mounted].flatMap((of) => Object.values<pulumi.Resource>(of)),
    ];
    this.needsAdministration = document && {
      connection: this.connectionFor(ADMINISTRATOR),
      reached: this.reachedBy(ADMINISTRATOR),
      principal: ADMINISTRATOR,
      document,
      after: [...this.ready],
    };
    this.metrics = metricsOf(args, cluster);
    this.logs = logs;
    this.capabilities = capabilitiesOf(flavours[tier]);
    this.finish({ clusterId: this.clusterId, kafkaVersion: this.kafkaVersion, arn: this.arn });
  }

  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#access, principal);
    requireListener(via, this.endpoints.external ? ["internal", "external"] : ["internal"]);
    const kind = spec.auth as MskAuth;
    return serversOf(this.nodes.cluster, kind, via === "external" ? this.#reach.mode : "private").apply(
      (bootstrapServers): KafkaConnection => ({
        ...connectionBase(principal, spec),
        bootstrapServers,
        protocol: protocolOf(kind),
        // Brokers' certificates are Amazon's own, which every system trusts.
        auth: this.#auth(principal, spec),
        limits: { maxMessageBytes: maxMessageBytes(spec, this.#args.topics), compression },
      }),
    );
  }

  reachedBy(principal: string): Reached {
    const { auth } = requirePrincipal(this.#access, principal);
    return {
      to: this.#args.network.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
      ports: [ports[auth as MskAuth]],
    };
  }

  #auth(principal: string, spec: AccessSpec): ConnectionAuth {
    switch (spec.auth) {
      case "scram":
        return scramAuth(this.#name, principal, spec);
      case "mtls":
        return certificateAuth(this.#name, principal, spec);
      default:
        return { mechanism: "aws-iam", region: this.#args.region };
    }
  }

  #endpoint(way: Way): Endpoint {
    const kinds = this.#kinds();
    const [first = "iam"] = kinds;
    return { bootstrapServers: serversOf(this.nodes.cluster, first, way), protocol: protocolOf(first), auth: kinds };
  }

  #kinds(): MskAuth[] {
    return kindsOf(this.#access);
  }

  #group(monitoring: boolean) {
    const { clusterName, network, clients, tags, transform } = this.#args;
    const cidrs = this.#reach.mode === "public" ? this.#reach.cidrs : [];
    return brokerGroup(
      this.child.bind(this) as typeof this.child,
      { name: clusterName, vpc: network.id, clients, kinds: this.#kinds(), monitoring, cidrs, tags },
      transform?.securityGroup,
    );
  }

  #reachable({ group, rules }: BrokerGroup): Pick<MskNodes, "securityGroup" | "ingress"> {
    return { securityGroup: group, ingress: rules };
  }

  #serverless(): { nodes: MskNodes; logs: LogSource[] } {
    const { clusterName, network, protection, tags, transform, after = [] } = this.#args;
    const group = this.#group(false);
    const cluster = this.child(
      ServerlessCluster,
      "cluster",
      {
        clusterName,
        clientAuthentication: { sasl: { iam: { enabled: true } } },
        vpcConfigs: [{ subnetIds: network.privateSubnets.map(({ id }) => id), securityGroupIds: [group.group.id] }],
        tags,
      },
      { protect: protection, dependsOn: after },
      transform?.serverless,
    );
    const none = { around: {}, topics: {}, ...nodesOfPrincipals({}, {}), authority: {}, connections: {}, roles: {} };
    return { nodes: { cluster, ...this.#reachable(group), ...none }, logs: [] };
  }

  #provisioned(args: MskBrokerArgs): { nodes: MskNodes; logs: LogSource[] } {
    const child = this.child.bind(this) as typeof this.child;
    const { tier, access, topics, sizing, protection, tags, transform, clusterName, keys, config } = args;
    const ofKind = (kind: MskAuth) =>
      Object.fromEntries(Object.entries(access).filter(([, spec]) => spec.auth === kind));
    const group = this.#group(args.monitoring.open);
    const signer = args.authority && signerOf(child, args.authority, args);
    const settings = configuration(child, { tier, nodes: sizing.nodes, config }, transform?.configuration);
    const logs = args.logs && brokerLogs(child, clusterName, args.logs, keys.data, tags, transform?.logs);
    const cluster = brokers(child, {
      args,
      kinds: this.#kinds(),
      securityGroup: group.group.id,
      configuration: settings.info,
      authority: signer,
      logs,
    });
    const scram = mapValues(ofKind("scram"), (spec, key) =>
      scramPrincipal(child, this.#name, key, spec, args, cluster.arn),
    );
    const certificates = mapValues(ofKind("mtls"), (spec, key) =>
      certificatePrincipal(child, this.#name, key, spec, signer!, args),
    );
    const storage =
      tier === "standard" && args.storage.scaling
        ? storageScaling(child, cluster.arn, args.storage.scaling, tags)
        : undefined;
    const { policy, connections } = reachedFrom(child, cluster, this.#reach, tags);
    const nodes: MskNodes = {
      cluster,
      ...this.#reachable(group),
      around: {
        configuration: settings.made,
        ...(logs === undefined ? {} : { logs: logs.group }),
        ...(storage === undefined ? {} : { storageTarget: storage.target, storagePolicy: storage.policy }),
        ...(policy === undefined ? {} : { policy }),
      },
      topics: topicsOf(child, { tier, nodes: sizing.nodes, topics, protection }, cluster, transform?.topic),
      ...nodesOfPrincipals(scram, certificates),
      authority: signer?.nodes ?? {},
      connections,
      roles: {},
    };
    return { nodes, logs: logs?.sources ?? [] };
  }
}

const protocolOf = (kind: MskAuth): KafkaConnection["protocol"] => (kind === "mtls" ? "SSL" : "SASL_SSL");
