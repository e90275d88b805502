/** Whom Elastic's operator reaches, and who reaches it, in a namespace that denies everything (templates of the chart eck-operator, 3.5.0). */
import type * as pulumi from "@pulumi/pulumi";
import type { Rule } from "../../kubernetes/chart.ts";
import { allow, namespacePeer, type Peer, reach, reachApi } from "../../kubernetes/policy-rules.ts";
import { PORTS, podsOf } from "./pods.ts";

/** Labels of its pods by the chart. */
export const operatorLabels = { "app.kubernetes.io/name": "elastic-operator" };

/** Of the chart's values; its own default is none. */
export const METRICS_PORT = 8080;

/** A peer of a NetworkPolicy. @param namespace where it runs */
export const operatorPeer = (namespace: string): Peer => ({
  ...namespacePeer(namespace),
  podSelector: { matchLabels: operatorLabels },
});

export interface OperatorPolicyArgs {
  watched: pulumi.Input<string>[];
  monitoring: Peer[];
  apiPorts?: readonly number[] | undefined;
}

/** It asks Elasticsearch how it is, and Logstash's API; nobody asks it but for metrics. */
export function operatorRules({ watched, monitoring, apiPorts }: OperatorPolicyArgs): Record<string, Rule> {
  const inWatched = (what: "elasticsearch" | "logstash") =>
    watched.map((namespace) => ({ ...namespacePeer(namespace), ...podsOf(what) }));
  const spec = {
    podSelector: { matchLabels: operatorLabels },
    policyTypes: ["Ingress", "Egress"],
    ingress: allow(monitoring, METRICS_PORT),
    egress: [
      reachApi(apiPorts),
      reach({ to: inWatched("elasticsearch"), ports: [PORTS.elasticsearch] }),
      reach({ to: inWatched("logstash"), ports: [PORTS.logstashApi] }),
    ],
  };
  return { "policy-operator": { name: "allow-operator", spec } };
}
