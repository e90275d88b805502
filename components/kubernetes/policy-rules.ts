/** Rules of NetworkPolicies, as several of them need them. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Output } from "@pulumi/pulumi";

export type Peer = input.networking.v1.NetworkPolicyPeer;

/** Pods that are asked, and their ports. No peers: whoever answers at the ports. */
export interface Reached {
  to: Peer[] | Output<Peer[]>;
  ports: number[] | Output<number[]>;
}

/** Ports of Kubernetes' API server; its address is not known before. */
export const API_PORTS = [443, 6443];

export const tcp = (port: number) => ({ protocol: "TCP", port });

/** Who may come in. A rule without peers lets everybody in: with nobody named there must be none. */
export const allow = (from: Peer[], port: number) => (from.length === 0 ? [] : [{ from, ports: [tcp(port)] }]);

/** Whom one may reach. */
export const reach = ({ to, ports }: Reached) => ({
  to,
  ports: Array.isArray(ports) ? ports.map(tcp) : ports.apply((known) => known.map(tcp)),
});

/** All pods of a namespace, by its name. */
export const namespacePeer = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** The port that an address is asked at. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
