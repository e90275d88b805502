/** Who may reach the application, and whom it may reach: everything else is denied by the namespace. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Role } from "../layout.ts";
import { PORTS } from "./pod.ts";

type Peer = input.networking.v1.NetworkPolicyPeer;

export interface PolicyArgs {
  /** Pods of the brokers, and the ports of their listeners. */
  brokers: { to: Peer[]; ports: number[] };
  /** Who scrapes metrics, e.g. the namespace of Prometheus. */
  monitoring: Peer[];
  /** Who sends events, e.g. the namespace of the ingress controller. */
  clients: Peer[];
  /** Addresses of others that are asked, such as a registry's or a collector's: whoever answers at their port is reached. */
  outside?: string[];
}

const tcp = (port: number) => ({ protocol: "TCP", port });

/** A rule without peers lets everybody in: with nobody named there must be none. */
const allow = (from: Peer[], port: number) => (from.length === 0 ? [] : [{ from, ports: [tcp(port)] }]);

/** The `spec` of a role's NetworkPolicy. */
export function policySpec(
  role: Role,
  labels: Record<string, string>,
  { brokers, monitoring, clients, outside = [] }: PolicyArgs,
): input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    ingress: [...allow(monitoring, PORTS.ops), ...(role === "ingest" ? allow(clients, PORTS.http) : [])],
    egress: [
      { to: brokers.to, ports: brokers.ports.map(tcp) },
      // A name may stand for any address, so that only its port can be said.
      ...outside.map((url) => ({ ports: [tcp(portOf(url))] })),
    ],
  };
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
