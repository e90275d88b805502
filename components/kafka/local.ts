/** Kafka as processes of this machine: brokers with TLS, SCRAM users and an authorizer that denies by default. */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../component.ts";
import {
  Authority,
  type AuthorityInputs,
  Broker,
  type BrokerInputs,
  type BrokerPorts,
  Cluster,
  type ClusterInputs,
  User,
  type UserInputs,
  ZooKeeper,
  type ZooKeeperInputs,
} from "../local/resources.ts";
import { reporterSettings } from "../monitoring/allow-list.ts";
import { type Args, makeAccess, makeTopics, mapValues, type TopicTransforms } from "./administered.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { Endpoint, KafkaCluster, KafkaClusterArgs, Listener, LogSource } from "./cluster.ts";
import { connectionBase, maxMessageBytes, requireListener, requirePrincipal } from "./connection.ts";

export interface LocalClusterArgs extends KafkaClusterArgs {
  version: string;
  /** zookeeper also starts a ZooKeeper. Not to be changed on a cluster with data. */
  metadata: "kraft" | "zookeeper";
  /** 22 characters of base64url, the same for the cluster's whole life. */
  clusterId: string;
  /** MiB of Java heap a broker. A change restarts the brokers. */
  heapMb: number;
  /** Ports of node 1; node i listens at + i - 1. A change restarts the brokers. */
  ports: { kafka: number; replication: number; controller: number; zookeeper: number; metrics?: number };
  /** More of server.properties. A change restarts the brokers. */
  config: Record<string, string>;
  /** The certificate authority: days that it is valid; raise `rotation` for a new one. */
  authority: { validDays: number; rotation: number };
  transform?: TopicTransforms & {
    authority?: Transform<Args<AuthorityInputs>>;
    zookeeper?: Transform<Args<ZooKeeperInputs>>;
    broker?: Transform<Args<BrokerInputs>>;
    cluster?: Transform<Args<ClusterInputs>>;
    user?: Transform<Args<UserInputs>>;
  };
}

/** MiB; ZooKeeper holds little here. */
const zookeeperHeapMb = 128;
const compression: KafkaConnection["limits"]["compression"] = ["none", "gzip", "snappy", "lz4", "zstd"];

export class LocalCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:LocalCluster";
  readonly backend = "local";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"] = { cloud: "local", zones: [] };
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  readonly metrics: KafkaCluster["metrics"];
  readonly logs: LogSource[];
  readonly capabilities = capabilitiesOf("local");
  readonly nodes: {
    authority: Authority;
    cluster: Cluster;
    brokers: Record<string, Broker>;
    zookeeper: Record<string, ZooKeeper>;
    topics: ReturnType<typeof makeTopics>;
    users: Record<string, User>;
  } & ReturnType<typeof makeAccess>;
  readonly #args: LocalClusterArgs;

  constructor(name: string, args: LocalClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LocalCluster.token, name, args, opts);
    this.#args = args;
    const { transform, protection: protect } = args;
    const numbers = Array.from({ length: args.sizing.nodes }, (_, index) => index + 1);
    const ports = numbers.map((id): BrokerPorts => portsOf(id, args.ports));

    const authority = this.child(
      Authority,
      "authority",
      { commonName: `Tributary ${name}`, ...args.authority },
      { protect },
      transform?.authority,
    );
    const zookeeper: Record<string, ZooKeeper> = args.metadata === "zookeeper" ? { zookeeper: this.#zookeeper() } : {};
    const brokers = Object.fromEntries(
      numbers.map((id) => [String(id), this.#broker(id, ports, authority, Object.values(zookeeper))]),
    );
    const cluster = this.child(
      Cluster,
      "cluster",
      { nodes: ports, authority: authority.certificate, authorityFingerprint: authority.fingerprint },
      { protect, dependsOn: Object.values(brokers) },
      transform?.cluster,
    );
    // What lives in the cluster goes with it: nothing is deleted one by one when the cluster is stopped.
    const within = { dependsOn: [cluster], deletedWith: cluster };
    const administered = {
      admin: cluster.admin,
      nodes: args.sizing.nodes,
      topics: args.topics,
      access: args.access,
      protection: protect,
      transform,
    };
    const child = this.child.bind(this) as typeof this.child;
    const topics = makeTopics(child, administered, within);
    const users = mapValues(args.access, (spec, key) =>
      this.child(
        User,
        `user-${key}`,
        { admin: cluster.admin, user: key, mechanism: "scram-sha-512", rotation: spec.rotation ?? 1 },
        within,
        transform?.user,
      ),
    );
    const { access, quotas } = makeAccess(child, administered, within);

    this.nodes = { authority, cluster, brokers, zookeeper, topics, users, access, quotas };
    this.clusterId = cluster.clusterId;
    this.kafkaVersion = cluster.kafkaVersion;
    this.endpoints = {
      internal: { bootstrapServers: cluster.bootstrapServers, protocol: "SASL_SSL", auth: ["scram"] },
      external: undefined,
      replication: { bootstrapServers: cluster.replicationServers, protocol: "SSL", auth: ["mtls"] },
    };
    this.topics = mapValues(topics, (topic) => ({ name: topic.topic, partitions: topic.partitions }));
    this.ready = [
      cluster,
      ...[topics, users, access, quotas].flatMap((record) => Object.values<pulumi.Resource>(record)),
    ];
    this.metrics = pages(ports);
    this.logs = [...numbers.map((id) => `kafka-${id}`), ...Object.keys(zookeeper)].map((component) => ({
      kind: "file",
      component,
      path: `logs/${component}.log`,
      format: "text",
    }));
    this.finish({
      clusterId: this.clusterId,
      kafkaVersion: this.kafkaVersion,
      bootstrapServers: cluster.bootstrapServers,
    });
  }

  /** Principals of `access` prove themselves by SCRAM on the internal listener; the replication one is for the brokers. */
  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#args.access, principal);
    requireListener(via, ["internal"]);
    return pulumi.output({
      ...connectionBase(principal, spec),
      bootstrapServers: this.nodes.cluster.bootstrapServers,
      protocol: "SASL_SSL" as const,
      auth: {
        mechanism: "scram-sha-512" as const,
        username: principal,
        password: this.nodes.users[principal]!.password,
      },
      tls: { ca: [this.nodes.authority.certificate] },
      limits: { maxMessageBytes: maxMessageBytes(spec, this.#args.topics), compression },
    }) as pulumi.Output<KafkaConnection>;
  }

  #zookeeper(): ZooKeeper {
    const { version, ports, protection, transform } = this.#args;
    return this.child(
      ZooKeeper,
      "zookeeper",
      { version, port: ports.zookeeper, heapMb: zookeeperHeapMb },
      { protect: protection },
      transform?.zookeeper,
    );
  }

  #broker(id: number, nodes: BrokerPorts[], authority: Authority, after: pulumi.Resource[]): Broker {
    const { version, metadata, clusterId, heapMb, config, ports, protection, transform } = this.#args;
    return this.child(
      Broker,
      `node-${id}`,
      {
        nodeId: id,
        nodes,
        version,
        metadata,
        clusterId,
        heapMb,
        config: ports.metrics === undefined ? config : { ...reporterSettings, ...config },
        authorityFingerprint: authority.fingerprint,
        ...(metadata === "zookeeper" ? { zookeeperPort: ports.zookeeper } : {}),
      },
      { protect: protection, dependsOn: after },
      transform?.broker,
    );
  }
}

function portsOf(id: number, first: LocalClusterArgs["ports"]): BrokerPorts {
  return {
    id,
    client: first.kafka + id - 1,
    replication: first.replication + id - 1,
    controller: first.controller + id - 1,
    ...(first.metrics === undefined ? {} : { metrics: first.metrics + id - 1 }),
  };
}

/** Those that tell Prometheus of themselves. */
function pages(nodes: BrokerPorts[]): KafkaCluster["metrics"] {
  const telling = nodes.filter(({ metrics }) => metrics !== undefined);
  if (telling.length === 0) return [];
  return [
    {
      kind: "scrape",
      job: "kafka",
      source: "strimzi-reporter",
      targets: pulumi.output(telling.map(({ metrics }) => `127.0.0.1:${metrics}`)),
      instances: telling.map(({ id }) => `kafka-${id}`),
      path: "/metrics",
    },
  ];
}
