/** Names, ports and users that compose.yaml has, too: a test holds one against the other. */
import type { Role } from "../../components/workload/layout.ts";

/** Names the folder of keys, and is where Kafka's cluster id comes from. */
export const STACK = "compose";
/** Whose topics, access and workload the platform has. */
export const SETTINGS_OF = "local";

/** Names within compose's network. Brokers of both kinds are `kafka`: only one of them runs. */
export const HOSTS = { kafka: "kafka", zookeeper: "zookeeper", registry: "registry", elasticsearch: "elasticsearch" };

/** Within the containers. `outside` is the listener that is published on this machine. */
export const PORTS = {
  clients: 9092,
  replication: 9093,
  outside: 9094,
  controller: 9095,
  zookeeper: 2281,
  registry: 8080,
  http: 8080,
  ops: 9400,
  metrics: 9404,
  elasticsearch: 9200,
} as const;

/** Users and groups that the images run as, by number: whom a service's files belong to. */
export const USERS = { own: 10_001, elastic: 1_000, grafana: 472 } as const;

/** A volume for each service, below /volumes where they are written and at a place of the service's own where they are read. */
export const VOLUMES = {
  kafka: USERS.own,
  "kafka-zookeeper": USERS.own,
  zookeeper: USERS.own,
  ingest: USERS.own,
  processor: USERS.own,
  generator: USERS.own,
  grafana: USERS.grafana,
  elasticsearch: USERS.elastic,
  logstash: USERS.elastic,
  kibana: USERS.elastic,
} as const satisfies Record<string, number> & Record<Role, number>;
export type Volume = keyof typeof VOLUMES;

/** Base address of the registry's Confluent-compatible API. */
export const REGISTRY_URL = `http://${HOSTS.registry}:${PORTS.registry}/apis/ccompat/v7`;
export const ELASTICSEARCH_URL = `https://${HOSTS.elasticsearch}:${PORTS.elasticsearch}`;
