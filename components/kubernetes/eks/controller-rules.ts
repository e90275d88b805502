/** Whom a controller of EKS reaches, and who reaches it, in a namespace that denies everything. */
import type { Rule } from "../chart.ts";
import { allow, anybody, type Peer, reach, reachApi } from "../policy-rules.ts";
import { podIdentityAgent } from "./pod-identity.ts";

/** Of both charts: karpenter 1.14.1, aws-load-balancer-controller 3.5.0. */
const METRICS_PORT = 8080;

/**
 * It asks the API server, the agent that has its credentials, and AWS, which answers at the API server's port.
 * @param name as the chart labels its pods
 * @param webhook port at which the API server asks it. Default: none
 */
export function controllerRules(name: string, monitoring: Peer[], webhook?: number): Record<string, Rule> {
  const spec = {
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [...(webhook === undefined ? [] : [anybody(webhook)]), ...allow(monitoring, METRICS_PORT)],
    egress: [reachApi(), reach(podIdentityAgent)],
  };
  return { policy: { name: "allow-controller", spec } };
}
