/** Whom the parts of logging reach, and who reaches them: everything else is denied by their namespaces. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { allow, type Peer, type Reached, reach, reachApi, reachPorts } from "../../kubernetes/policy-rules.ts";
import { type Part, PORTS, podsOf } from "./pods.ts";

type Spec = input.networking.v1.NetworkPolicySpec;
type Egress = input.networking.v1.NetworkPolicyEgressRule[];
type Ingress = input.networking.v1.NetworkPolicyIngressRule[];

/** Ports of an Elasticsearch, and a Kibana, that somebody else runs. */
export interface Outside {
  elasticsearch: number[];
  kibana: number[];
}

/** The API server keeps no empty list, and one that is sent each time would be a change each time. */
const both = (pods: Pick<Spec, "podSelector">, ingress: Ingress, egress: Egress): Spec => ({
  ...pods,
  policyTypes: ["Ingress", "Egress"],
  ...(ingress.length === 0 ? {} : { ingress }),
  ...(egress.length === 0 ? {} : { egress }),
});

const toElasticsearch = (outside: Outside | undefined): Egress =>
  outside
    ? reachPorts(outside.elasticsearch)
    : [reach({ to: [podsOf("elasticsearch")], ports: [PORTS.elasticsearch] })];

/**
 * Of Elasticsearch and Kibana, by part.
 * @param setup pods that prepare both
 * @param people who opens Kibana, such as the namespace of the ingress controller
 */
export function storePolicies(args: { operator: Peer; setup: Peer; people: Peer[] }): Partial<Record<Part, Spec>> {
  const { operator, setup, people } = args;
  const nodes = podsOf("elasticsearch");
  const askers = [operator, podsOf("kibana"), podsOf("logstash"), setup, nodes];
  return {
    elasticsearch: both(
      nodes,
      [...allow(askers, PORTS.elasticsearch), ...allow([nodes], PORTS.transport)],
      [reach({ to: [nodes], ports: [PORTS.transport, PORTS.elasticsearch] })],
    ),
    kibana: both(podsOf("kibana"), allow([...people, setup], PORTS.kibana), toElasticsearch(undefined)),
  };
}

/** Of the pods that prepare Elasticsearch and Kibana. */
export function preparePolicy(labels: Record<string, string>, outside: Outside | undefined): Spec {
  const toKibana = outside ? reachPorts(outside.kibana) : [reach({ to: [podsOf("kibana")], ports: [PORTS.kibana] })];
  return both({ podSelector: { matchLabels: labels } }, [], [...toElasticsearch(outside), ...toKibana]);
}

/** @param agents Filebeat's pods of each node, in their namespace */
export function logstashPolicy(operator: Peer, agents: Peer, outside: Outside | undefined): Spec {
  const senders = allow([agents, podsOf("collector")], PORTS.beats);
  return both(podsOf("logstash"), [...senders, ...allow([operator], PORTS.logstashApi)], toElasticsearch(outside));
}

/** Of what reads a cloud's own logs, which are anywhere by HTTPS. @param identity whom it asks for the cloud's credentials */
export const collectorPolicy = (identity: Reached | undefined): Spec =>
  both(
    podsOf("collector"),
    [],
    [
      reach({ to: [podsOf("logstash")], ports: [PORTS.beats] }),
      ...reachPorts([443]),
      ...(identity === undefined ? [] : [reach(identity)]),
    ],
  );

/** Of Filebeat on each node, in a namespace of its own: it asks the API server which pods there are. @param logstash its pods, from there */
export const agentPolicy = (logstash: Peer, apiPorts: readonly number[] | undefined): Spec =>
  both(podsOf("agents"), [], [reach({ to: [logstash], ports: [PORTS.beats] }), reachApi(apiPorts)]);
