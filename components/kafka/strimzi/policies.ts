/**
 * Whom the pods of a cluster may reach, in a namespace that denies everything. Who may reach them is said by the policies that the
 * operator makes, of the peers that each listener names.
 */
import type { input } from "@pulumi/kubernetes/types/index.js";

type Spec = input.networking.v1.NetworkPolicySpec;

/** Ports of Kubernetes' API server; its address is not known before. */
const API_PORTS = [443, 6443];
const ANYWHERE = [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }];

/**
 * Nodes and operators reach one another, and the API server: for a node's zone, and for topics and users.
 * @param cluster name of the Kafka resource
 */
export function egressSpec(cluster: string): Spec {
  const pods = { matchLabels: { "strimzi.io/cluster": cluster } };
  return {
    podSelector: pods,
    policyTypes: ["Egress"],
    egress: [
      { to: [{ podSelector: pods }] },
      { to: ANYWHERE, ports: API_PORTS.map((port) => ({ protocol: "TCP", port })) },
    ],
  };
}
