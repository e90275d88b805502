/** Who may ask the registry, and whom it may ask: everything else is denied by the namespace. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { allow, type Peer, type Reached, reach, reachPorts } from "../../kubernetes/policy-rules.ts";
import { PAGE_PORT } from "./page.ts";
import { PORT } from "./properties.ts";

type Spec = input.networking.v1.NetworkPolicySpec;

/**
 * Of the registry's pods: a follower sends what it is asked to write to the leader.
 * @param monitoring who reads its page
 */
export function registryPolicy(
  labels: Record<string, string>,
  brokers: Reached,
  clients: Peer[],
  monitoring: Peer[],
): Spec {
  const peers = podsWith(labels);
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [...allow([...clients, ...peers], PORT), ...allow(monitoring, PAGE_PORT)],
    egress: [reach(brokers), reach({ to: peers, ports: [PORT] })],
  };
}

/**
 * Of the pods that register schemas: they ask the registry, and nobody asks them.
 * @param registry its pods; of one elsewhere its ports
 */
export function registrationPolicy(labels: Record<string, string>, registry: Reached | number[]): Spec {
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    egress: Array.isArray(registry) ? reachPorts(registry) : [reach(registry)],
  };
}

export function podsWith(labels: Record<string, string>): Peer[] {
  return [{ podSelector: { matchLabels: labels } }];
}
