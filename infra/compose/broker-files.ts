/** What the broker and the ZooKeeper of compose.yaml read. Pure: keys are given. */
import { logSetup } from "../../components/local/kafka/logging.ts";
import { propertiesText, serverProperties } from "../../components/local/kafka/server-properties.ts";
import { reporterSettings } from "../../components/monitoring/allow-list.ts";
import { clusterId } from "../naming.ts";
import { localKafka } from "../versions.ts";
import { HOSTS, PORTS, STACK } from "./layout.ts";

export const NODE = 1;
type Metadata = keyof typeof localKafka;

/** PEM of a server: key and certificate, and whom it trusts. */
export interface ServerKeys {
  keystore: string;
  truststore: string;
}

const KAFKA = "/etc/kafka";
const ZOOKEEPER = "/etc/zookeeper";
const keyFiles = { keystore: "keystore.pem", truststore: "truststore.pem" };

/**
 * Files of a broker's volume, by name.
 * @param outsidePort of this machine, under which clients outside the containers reach it
 * @param more of server.properties, by Kafka's own names
 */
export function brokerFiles(
  metadata: Metadata,
  keys: ServerKeys,
  outsidePort: number,
  more: Record<string, string>,
): Record<string, string> {
  const settings = {
    nodeId: NODE,
    nodes: [
      {
        id: NODE,
        client: PORTS.clients,
        replication: PORTS.replication,
        controller: PORTS.controller,
        metrics: PORTS.metrics,
      },
    ],
    metadata,
    clusterId: clusterId(STACK),
    config: reporterSettings,
  };
  const files = {
    data: "/var/lib/tributary/data",
    keystore: `${KAFKA}/${keyFiles.keystore}`,
    truststore: `${KAFKA}/${keyFiles.truststore}`,
  };
  const local = serverProperties(settings, files);
  const properties = { ...local, ...withinContainers(local, metadata, outsidePort), ...more };
  const logging = logSetup(localKafka[metadata].version);
  return {
    "server.properties": propertiesText(properties),
    [logging.file]: logging.text,
    ...keysOf(keys),
  };
}

/** What differs from a broker that only this machine reaches: names instead of loopback, and one more listener. */
function withinContainers(local: Record<string, string>, metadata: Metadata, outsidePort: number) {
  const advertised = {
    CLIENT: `${HOSTS.kafka}:${PORTS.clients}`,
    REPLICATION: `${HOSTS.kafka}:${PORTS.replication}`,
    OUTSIDE: `127.0.0.1:${outsidePort}`,
  };
  const open = { CLIENT: PORTS.clients, REPLICATION: PORTS.replication, OUTSIDE: PORTS.outside };
  const bound = metadata === "kraft" ? { ...open, CONTROLLER: PORTS.controller } : open;
  const outside = Object.entries(local).flatMap(([key, value]) =>
    key.startsWith("listener.name.client.") ? [[key.replace(".client.", ".outside."), value] as const] : [],
  );
  return {
    listeners: list(bound, (name, port) => `${name}://0.0.0.0:${port}`),
    "advertised.listeners": list(advertised, (name, address) => `${name}://${address}`),
    // Only within compose's network: the port is not published.
    "prometheus.metrics.reporter.listener": `http://0.0.0.0:${PORTS.metrics}`,
    "listener.security.protocol.map": `${local["listener.security.protocol.map"]},OUTSIDE:SASL_SSL`,
    ...Object.fromEntries(outside),
    ...(metadata === "kraft"
      ? { "controller.quorum.voters": `${NODE}@${HOSTS.kafka}:${PORTS.controller}` }
      : zookeeperClient),
  };
}

/** Encrypted, and by certificate on both sides; what the broker writes there, nobody else may change. */
const zookeeperClient: Record<string, string> = {
  "zookeeper.connect": `${HOSTS.zookeeper}:${PORTS.zookeeper}`,
  "zookeeper.clientCnxnSocket": "org.apache.zookeeper.ClientCnxnSocketNetty",
  "zookeeper.ssl.client.enable": "true",
  "zookeeper.ssl.keystore.type": "PEM",
  "zookeeper.ssl.keystore.location": `${KAFKA}/${keyFiles.keystore}`,
  "zookeeper.ssl.truststore.type": "PEM",
  "zookeeper.ssl.truststore.location": `${KAFKA}/${keyFiles.truststore}`,
  "zookeeper.set.acl": "true",
};

/** Files of ZooKeeper's volume. It has no port without TLS. */
export function zookeeperFiles(keys: ServerKeys): Record<string, string> {
  const logging = logSetup(localKafka.zookeeper.version);
  const properties = {
    dataDir: "/var/lib/tributary/data",
    secureClientPort: String(PORTS.zookeeper),
    serverCnxnFactory: "org.apache.zookeeper.server.NettyServerCnxnFactory",
    "authProvider.x509": "org.apache.zookeeper.server.auth.X509AuthenticationProvider",
    "ssl.clientAuth": "need",
    "ssl.keyStore.type": "PEM",
    "ssl.keyStore.location": `${ZOOKEEPER}/${keyFiles.keystore}`,
    "ssl.trustStore.type": "PEM",
    "ssl.trustStore.location": `${ZOOKEEPER}/${keyFiles.truststore}`,
    tickTime: "2000",
    maxClientCnxns: "0",
    "admin.enableServer": "false",
    "autopurge.snapRetainCount": "3",
    "autopurge.purgeInterval": "24",
  };
  return { "zookeeper.properties": propertiesText(properties), [logging.file]: logging.text, ...keysOf(keys) };
}

const keysOf = (keys: ServerKeys) => ({ [keyFiles.keystore]: keys.keystore, [keyFiles.truststore]: keys.truststore });

function list<T>(entries: Record<string, T>, text: (name: string, value: T) => string): string {
  return Object.entries(entries)
    .map(([name, value]) => text(name, value))
    .join(",");
}
