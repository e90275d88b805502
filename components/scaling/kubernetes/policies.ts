/** Whom KEDA's parts reach, and who reaches them, in a namespace that denies everything (templates of the chart keda, 2.20.2). */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Rule } from "../../kubernetes/chart.ts";
import { allow, anybody, type Peer, type Reached, reach, reachApi, reachPorts } from "../../kubernetes/policy-rules.ts";
import { type PARTS, podsOf } from "./peer.ts";

export interface KedaPolicyArgs {
  /** Pods of the brokers, and the ports of their listeners. */
  brokers: Reached;
  /** Whom the operator asks for the credentials of an identity of a cloud. Default: nobody. */
  identity?: Reached | undefined;
  /** Ports of others that are asked, such as Prometheus': whoever answers at them is reached. */
  outside: number[];
  /** Who reads metrics. */
  monitoring: Peer[];
  /** Of the API server. Default: 443 and 6443. */
  apiPorts?: readonly number[] | undefined;
}

/** Of each part: what the operator tells the metrics server, what the metrics server and the webhooks tell the API server. */
const PORTS = { operator: 9666, metrics: 6443, webhooks: 9443 } as const;
/** The same of all parts. */
const METRICS_PORT = 8080;

type Part = keyof typeof PARTS;
interface Directions {
  ingress: input.networking.v1.NetworkPolicyIngressRule[];
  egress: input.networking.v1.NetworkPolicyEgressRule[];
}

/** Rules by their roles. */
export function kedaRules({ brokers, identity, outside, monitoring, apiPorts }: KedaPolicyArgs): Record<string, Rule> {
  const toApi = reachApi(apiPorts);
  const parts: Record<Part, Directions> = {
    operator: {
      ingress: allow([podsOf("metrics")], PORTS.operator),
      egress: [toApi, reach(brokers), ...(identity === undefined ? [] : [reach(identity)]), ...reachPorts(outside)],
    },
    metrics: {
      ingress: [anybody(PORTS.metrics)],
      egress: [toApi, reach({ to: [podsOf("operator")], ports: [PORTS.operator] })],
    },
    webhooks: { ingress: [anybody(PORTS.webhooks)], egress: [toApi] },
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, { ingress, egress }]) => {
      const metrics = allow(monitoring, METRICS_PORT);
      const spec = {
        ...podsOf(part as Part),
        policyTypes: ["Ingress", "Egress"],
        ingress: [...ingress, ...metrics],
        egress,
      };
      return [`policy-${part}`, { name: `allow-${part}`, spec }];
    }),
  );
}
