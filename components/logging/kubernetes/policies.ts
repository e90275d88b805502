/** Whom the parts of logging reach, and who reaches them: everything else is denied by their namespaces. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { allow, type Peer, reach, reachApi, reachPorts } from "../../kubernetes/policy-rules.ts";
import { type Part, PORTS, podsOf } from "./pods.ts";

type Spec = input.networking.v1.NetworkPolicySpec;

export interface PolicyArgs {
  /** Elastic's operator. */
  operator: Peer;
  /** The namespace of Filebeat's pods of each node. */
  agents: Peer;
  /** Pods that prepare Elasticsearch. */
  setup: Peer;
  /** Who opens Kibana, such as the namespace of the ingress controller. */
  people: Peer[];
  /** Ports of an Elasticsearch, and a Kibana, that somebody else runs. Default: they run here. */
  outside?: { elasticsearch: number[]; kibana: number[] } | undefined;
  apiPorts?: readonly number[] | undefined;
}

const both = (part: Part, ingress: Spec["ingress"], egress: Spec["egress"]): Spec => ({
  ...podsOf(part),
  policyTypes: ["Ingress", "Egress"],
  ingress: ingress!,
  egress: egress!,
});

/** In the platform's namespace, by part. */
export function policies({
  operator,
  agents,
  setup,
  people,
  outside,
}: PolicyArgs): Partial<Record<Part | "setup", Spec>> {
  const ownElasticsearch = reach({ to: [podsOf("elasticsearch")], ports: [PORTS.elasticsearch] });
  const toElasticsearch = outside ? reachPorts(outside.elasticsearch) : [ownElasticsearch];
  const toKibana = outside ? reachPorts(outside.kibana) : [reach({ to: [podsOf("kibana")], ports: [PORTS.kibana] })];
  const own = outside
    ? {}
    : {
        elasticsearch: both(
          "elasticsearch",
          [
            ...allow([operator, podsOf("kibana"), podsOf("logstash"), setup], PORTS.elasticsearch),
            ...allow([podsOf("elasticsearch")], PORTS.transport),
          ],
          [reach({ to: [podsOf("elasticsearch")], ports: [PORTS.transport, PORTS.elasticsearch] })],
        ),
        kibana: both("kibana", allow([...people, setup], PORTS.kibana), toElasticsearch),
      };
  return {
    ...own,
    logstash: both(
      "logstash",
      [...allow([agents, podsOf("collector")], PORTS.beats), ...allow([operator], PORTS.logstashApi)],
      toElasticsearch,
    ),
    setup: {
      ...("podSelector" in setup ? { podSelector: setup.podSelector as object } : {}),
      policyTypes: ["Ingress", "Egress"],
      egress: [...toElasticsearch, ...toKibana],
    } as Spec,
  };
}

/** Of what reads a cloud's own logs, which are anywhere by HTTPS. */
export const collectorPolicy = (identity: Parameters<typeof reach>[0] | undefined): Spec =>
  both(
    "collector",
    [],
    [
      reach({ to: [podsOf("logstash")], ports: [PORTS.beats] }),
      ...reachPorts([443]),
      ...(identity === undefined ? [] : [reach(identity)]),
    ],
  );

/** Of Filebeat on each node, in a namespace of its own: it asks the API server which pods there are. @param logstash its pods, from there */
export const agentPolicy = (logstash: Peer, apiPorts: readonly number[] | undefined): Spec =>
  both("agents", [], [reach({ to: [logstash], ports: [PORTS.beats] }), reachApi(apiPorts)]);
