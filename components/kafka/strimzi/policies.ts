/**
 * Whom the pods of a cluster may reach, in a namespace that denies everything. Who may reach them is said by the policies that the
 * operator makes, of the peers that each listener names.
 */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { API_PORTS, reachApi } from "../../kubernetes/policy-rules.ts";

type Spec = input.networking.v1.NetworkPolicySpec;

/**
 * Nodes and operators reach one another, and the API server: for a node's zone, and for topics and users.
 * @param cluster name of the Kafka resource
 * @param apiPorts of the API server
 */
export function egressSpec(cluster: string, apiPorts: readonly number[] = API_PORTS): Spec {
  const pods = { matchLabels: { "strimzi.io/cluster": cluster } };
  return {
    podSelector: pods,
    policyTypes: ["Egress"],
    egress: [{ to: [{ podSelector: pods }] }, reachApi(apiPorts)],
  };
}
