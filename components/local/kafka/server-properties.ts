/** server.properties of one broker. Pure: the same inputs give the same text, and no password stands in it. */
import type { BrokerInputs, BrokerPorts } from "../resources.ts";
import { nodePrincipal, superUsers } from "./principals.ts";

/** Absolute paths that the broker reads and writes. */
export interface BrokerFiles {
  data: string;
  /** PEM: the node's key and certificate. */
  keystore: string;
  /** PEM: the authorities it trusts. */
  truststore: string;
}

export type BrokerSettings = Omit<BrokerInputs, "authorityFingerprint" | "heapMb" | "version">;

/**
 * The properties in a fixed order; `config` of the inputs comes last and may replace any of them.
 * @throws RangeError when the node is not one of the cluster's
 */
export function serverProperties(inputs: BrokerSettings, files: BrokerFiles): Record<string, string> {
  const own = inputs.nodes.find(({ id }) => id === inputs.nodeId);
  if (!own) throw new RangeError(`node ${inputs.nodeId} is not among the cluster's nodes`);
  return {
    ...(inputs.metadata === "kraft" ? kraft(inputs, own) : zookeeper(inputs)),
    ...listeners(own, inputs.metadata),
    ...tls(files),
    ...security(inputs),
    ...safety(inputs.nodes.length),
    ...smallMachine(),
    ...(own.metrics === undefined ? {} : metricsPage(own.metrics)),
    "log.dirs": files.data,
    ...inputs.config,
  };
}

/** As Kafka reads it: keys and values escaped like java.util.Properties does. */
export function propertiesText(properties: Record<string, string>): string {
  const escaped = (text: string) =>
    text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/^ /, "\\ ");
  return `${Object.entries(properties)
    .map(([key, value]) => `${key.replace(/[=: #!]/g, "\\$&")}=${escaped(value)}`)
    .join("\n")}\n`;
}

function kraft({ nodeId, nodes }: BrokerSettings, _own: BrokerPorts): Record<string, string> {
  return {
    "process.roles": "broker,controller",
    "node.id": String(nodeId),
    "controller.quorum.voters": nodes.map(({ id, controller }) => `${id}@127.0.0.1:${controller}`).join(","),
    "controller.listener.names": "CONTROLLER",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    // A node that ended without a good-bye is noticed after so long, and its partitions get new leaders.
    "broker.session.timeout.ms": "6000",
    "broker.heartbeat.interval.ms": "1000",
  };
}

function zookeeper({ nodeId, zookeeperPort }: BrokerSettings): Record<string, string> {
  return {
    "broker.id": String(nodeId),
    "zookeeper.connect": `127.0.0.1:${zookeeperPort}`,
    "zookeeper.session.timeout.ms": "6000",
    "authorizer.class.name": "kafka.security.authorizer.AclAuthorizer",
  };
}

/** CLIENT for applications, REPLICATION for brokers and the provider, CONTROLLER among controllers; all on loopback. */
function listeners(own: BrokerPorts, metadata: BrokerSettings["metadata"]): Record<string, string> {
  const open = [`CLIENT://127.0.0.1:${own.client}`, `REPLICATION://127.0.0.1:${own.replication}`];
  const controller = metadata === "kraft" ? [`CONTROLLER://127.0.0.1:${own.controller}`] : [];
  return {
    listeners: [...open, ...controller].join(","),
    "advertised.listeners": open.join(","),
    "inter.broker.listener.name": "REPLICATION",
    "listener.security.protocol.map": "CLIENT:SASL_SSL,REPLICATION:SSL,CONTROLLER:SSL",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256",
    "listener.name.client.scram-sha-512.sasl.jaas.config": scramLogin,
    "listener.name.client.scram-sha-256.sasl.jaas.config": scramLogin,
  };
}

const scramLogin = "org.apache.kafka.common.security.scram.ScramLoginModule required;";

function tls(files: BrokerFiles): Record<string, string> {
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": files.keystore,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": files.truststore,
    "ssl.enabled.protocols": "TLSv1.3,TLSv1.2",
    "ssl.client.auth": "required",
    // Applications prove themselves by SCRAM.
    "listener.name.client.ssl.client.auth": "none",
  };
}

function security({ nodes }: BrokerSettings): Record<string, string> {
  return {
    "super.users": superUsers(nodes.map(({ id }) => nodePrincipal(id))),
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
  };
}

/** What is acknowledged stays: three copies as soon as there are three nodes, and no leader that misses records. */
function safety(nodes: number): Record<string, string> {
  const copies = String(Math.min(3, nodes));
  const inSync = nodes >= 3 ? "2" : "1";
  return {
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "unclean.leader.election.enable": "false",
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": inSync,
  };
}

/** Starts fast, stops fast and stays small; all of it can be set otherwise by `config`. */
function smallMachine(): Record<string, string> {
  return {
    "num.partitions": "1",
    "offsets.topic.num.partitions": "12",
    "transaction.state.log.num.partitions": "12",
    "share.coordinator.state.topic.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "log.cleaner.threads": "1",
    "metrics.recording.level": "INFO",
  };
}

/** A page for Prometheus, with the names that Strimzi's brokers have; one reporter for each of the two libraries that Kafka counts with. */
function metricsPage(port: number): Record<string, string> {
  return {
    "metric.reporters": "io.strimzi.kafka.metrics.KafkaPrometheusMetricsReporter",
    "kafka.metrics.reporters": "io.strimzi.kafka.metrics.YammerPrometheusMetricsReporter",
    "prometheus.metrics.reporter.listener": `http://127.0.0.1:${port}`,
  };
}
