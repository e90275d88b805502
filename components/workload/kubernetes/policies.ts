/** Who may reach the application, and whom it may reach: everything else is denied by the namespace. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { allow, type Peer, type Reached, reach, reachPorts } from "../../kubernetes/policy-rules.ts";
import type { Role } from "../layout.ts";
import { PORTS } from "./pod.ts";

export interface PolicyArgs {
  /** The brokers, and the port of the listener that is used. */
  brokers: Reached;
  /** Whom pods ask for the credentials of an identity of a cloud. Default: they need none. */
  identity?: Reached | undefined;
  /** Pods of a schema registry in the same cluster, and its port. Default: none is asked. */
  registry?: Reached | undefined;
  /** Pods that take spans, and their port. Default: none are asked. */
  collector?: Reached | undefined;
  /** Who scrapes metrics, e.g. the namespace of Prometheus. */
  monitoring: Peer[];
  /** Who sends events, e.g. the namespace of the ingress controller. */
  clients: Peer[];
  /** Ports of others that are asked, such as a registry's or a collector's: whoever answers at them is reached. Default: none. */
  outside?: number[];
}

/** The `spec` of a role's NetworkPolicy. */
export function policySpec(
  role: Role,
  labels: Record<string, string>,
  { brokers, identity, registry, collector, monitoring, clients, outside = [] }: PolicyArgs,
): input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [...allow(monitoring, PORTS.ops), ...(role === "ingest" ? allow(clients, PORTS.http) : [])],
    egress: [
      reach(brokers),
      ...(identity === undefined ? [] : [reach(identity)]),
      ...(registry === undefined ? [] : [reach(registry)]),
      ...(collector === undefined ? [] : [reach(collector)]),
      ...reachPorts(outside),
    ],
  };
}
