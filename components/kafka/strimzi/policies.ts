/**
 * Whom the pods of a cluster may reach, in a namespace that denies everything. Who may reach them is said by the policies that the
 * operator makes, of the peers that each listener names, but for one that it forgets.
 */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { API_PORTS, allow, reachApi } from "../../kubernetes/policy-rules.ts";

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

/** Where Cruise Control is told what to do. */
const REST_PORT = 9090;

/**
 * The topic operator asks Cruise Control for other numbers of copies. An operator that is told its own namespace looks for the topic operator
 * there, too, and not in that of the cluster (Strimzi 1.2.0, CruiseControl.generateNetworkPolicy), so that nobody else lets it in.
 */
export function cruiseControlSpec(cluster: string): Spec {
  const pods = (of: string) => ({
    matchLabels: { "strimzi.io/cluster": cluster, "strimzi.io/name": `${cluster}-${of}` },
  });
  return {
    podSelector: pods("cruise-control"),
    policyTypes: ["Ingress"],
    ingress: allow([{ podSelector: pods("entity-operator") }], REST_PORT),
  };
}
