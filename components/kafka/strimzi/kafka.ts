/** The Kafka resource: listeners, rights, operators of topics and users, Cruise Control, exporter. */
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { containerSecurity, podSecurity, room } from "../../kubernetes/pods.ts";
import { reporterAllowList } from "../../monitoring/allow-list.ts";
import type { AccessSpec } from "../cluster.ts";
import { defaultMinInsync, defaultReplication } from "../topic-config.ts";
import type { External, StrimziClusterArgs } from "./args.ts";
import { cruiseControlMetricsConfig } from "./cruise-control-metrics.ts";

/** `topics`, `users`: of the operators of both, where they also say how they are. */
export const PORTS = { scram: 9093, mtls: 9094, external: 9095, metrics: 9404, topics: 8080, users: 8081 } as const;
const ZONE = "topology.kubernetes.io/zone";
/** Names of listeners: part of the names of Services. */
const NAMES = { scram: "scram", mtls: "mtls", external: "external" } as const;

type KafkaArgs = Pick<
  StrimziClusterArgs,
  | "version"
  | "metadataVersion"
  | "sizing"
  | "access"
  | "external"
  | "authority"
  | "config"
  | "cruiseControl"
  | "clients"
  | "zones"
  | "imagePullSecrets"
>;

/** The `spec` of the Kafka resource. @param name of the resource */
export function kafkaSpec(name: string, args: KafkaArgs): object {
  const { version, metadataVersion, sizing, access, external, authority, config, cruiseControl, clients = [] } = args;
  const secured = { pod: { ...pullSecrets(args.imagePullSecrets), securityContext: podSecurity } };
  const certificates = { validityDays: authority.validDays, renewalDays: authority.renewDays };
  return {
    kafka: {
      version,
      ...(metadataVersion === undefined ? {} : { metadataVersion }),
      listeners: listeners(access, external, clients),
      authorization: { type: "simple" },
      // With it the operator puts brokers only on nodes that have the label, and asks each for its own: without zones none would start.
      ...(args.zones.length === 0 ? {} : { rack: { topologyKey: ZONE } }),
      config: { ...copies(sizing.nodes), "auto.create.topics.enable": "false", ...config },
      metricsConfig: { type: "strimziMetricsReporter", values: { allowList: reporterAllowList } },
    },
    entityOperator: {
      topicOperator: { resources: room("100m", 384) },
      userOperator: { resources: room("100m", 384) },
      template: {
        ...secured,
        topicOperatorContainer: { securityContext: containerSecurity },
        userOperatorContainer: { securityContext: containerSecurity },
      },
    },
    clusterCa: certificates,
    clientsCa: certificates,
    kafkaExporter: {
      resources: room("50m", 128),
      template: { ...secured, container: { securityContext: containerSecurity } },
    },
    ...(cruiseControl
      ? {
          cruiseControl: {
            resources: room("200m", 1024),
            template: { ...secured, cruiseControlContainer: { securityContext: containerSecurity } },
            metricsConfig: cruiseControlMetricsConfig(name),
            // Partitions move onto brokers that are added, and away from those that go before they do.
            autoRebalance: [{ mode: "add-brokers" }, { mode: "remove-brokers" }],
          },
        }
      : {}),
  };
}

/** Of topics that name nothing themselves, and of Kafka's own. */
function copies(nodes: number): Record<string, string> {
  const replication = defaultReplication(nodes);
  const [copy, insync] = [String(replication), String(defaultMinInsync(replication))];
  return {
    "default.replication.factor": copy,
    "min.insync.replicas": insync,
    "offsets.topic.replication.factor": copy,
    "transaction.state.log.replication.factor": copy,
    "transaction.state.log.min.isr": insync,
  };
}

/** No listener is plain, and each asks who it is. */
function listeners(access: Record<string, AccessSpec>, external: External | undefined, clients: object[]): object[] {
  const scram = { type: "scram-sha-512" };
  // Pods of the cluster's own namespace, and whoever is named; without this, everybody.
  const networkPolicyPeers = [{ podSelector: {} }, ...clients];
  const inside = { type: "internal", tls: true, networkPolicyPeers };
  const mutual = Object.values(access).some(({ auth }) => auth === "mtls");
  return [
    { name: NAMES.scram, port: PORTS.scram, ...inside, authentication: scram },
    ...(mutual ? [{ name: NAMES.mtls, port: PORTS.mtls, ...inside, authentication: { type: "tls" } }] : []),
    ...(external === undefined ? [] : [outside(external, scram)]),
  ];
}

function outside({ type, sourceRanges, annotations, class: of }: External, authentication: object): object {
  const configuration = {
    ...(of === undefined ? {} : { class: of }),
    ...(sourceRanges === undefined ? {} : { loadBalancerSourceRanges: sourceRanges }),
    ...(annotations === undefined ? {} : { bootstrap: { annotations }, perBrokerAnnotationsTemplate: annotations }),
  };
  const configured = Object.keys(configuration).length === 0 ? {} : { configuration };
  return { name: NAMES.external, port: PORTS.external, type, tls: true, authentication, ...configured };
}
