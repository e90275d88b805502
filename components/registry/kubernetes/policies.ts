/** Who may ask the registry, and whom it may ask: everything else is denied by the namespace. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { allow, type Peer, portOf, type Reached, reach, tcp } from "../../kubernetes/policy-rules.ts";
import { PORT } from "./properties.ts";

type Spec = input.networking.v1.NetworkPolicySpec;

/** Of the registry's pods: a follower sends what it is asked to write to the leader. */
export function registryPolicy(labels: Record<string, string>, brokers: Reached, clients: Peer[]): Spec {
  const peers = podsWith(labels);
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: allow([...clients, ...peers], PORT),
    egress: [reach(brokers), reach({ to: peers, ports: [PORT] })],
  };
}

/**
 * Of the pods that register schemas: they ask the registry, and nobody asks them.
 * @param url of the registry: a name may stand for any address, so that of one elsewhere only the port can be said
 */
export function registrationPolicy(labels: Record<string, string>, url: string, registry: Reached | undefined): Spec {
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    egress: [registry === undefined ? { ports: [tcp(portOf(url))] } : reach(registry)],
  };
}

export function podsWith(labels: Record<string, string>): Peer[] {
  return [{ podSelector: { matchLabels: labels } }];
}
