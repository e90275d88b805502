/** Who may reach the application, and whom it may reach: everything else is denied by the namespace. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Role } from "../layout.ts";
import { PORTS } from "./pod.ts";

type Peer = input.networking.v1.NetworkPolicyPeer;

export interface PolicyArgs {
  /** Pods of the brokers, and the ports of their listeners. */
  brokers: { to: Peer[]; ports: number[] };
  /** Of the schema registry; none when there is none. */
  registry?: { to: Peer[]; port: number };
  /** Who scrapes metrics, e.g. the namespace of Prometheus. */
  monitoring: Peer[];
  /** Who sends events, e.g. the namespace of the ingress controller. */
  clients: Peer[];
  /** Where spans go; none when none are made. */
  tracing?: { to: Peer[]; port: number };
}

const tcp = (port: number) => ({ protocol: "TCP", port });

/** The `spec` of a role's NetworkPolicy. */
export function policySpec(
  role: Role,
  labels: Record<string, string>,
  { brokers, registry, monitoring, clients, tracing }: PolicyArgs,
): input.networking.v1.NetworkPolicySpec {
  const others = [registry, tracing].filter((one) => one !== undefined);
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      { from: monitoring, ports: [tcp(PORTS.ops)] },
      ...(role === "ingest" ? [{ from: clients, ports: [tcp(PORTS.http)] }] : []),
    ],
    egress: [
      { to: brokers.to, ports: brokers.ports.map(tcp) },
      ...others.map(({ to, port }) => ({ to, ports: [tcp(port)] })),
    ],
  };
}
