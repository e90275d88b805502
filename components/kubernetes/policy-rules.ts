/** Rules of NetworkPolicies, as several of them need them. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";

export type Peer = input.networking.v1.NetworkPolicyPeer;

/** Pods that are asked, and their ports. No peers: whoever answers at the ports. */
export interface Reached {
  to: Peer[] | pulumi.Output<Peer[]>;
  ports: number[] | pulumi.Output<number[]>;
}

/** Ports of Kubernetes' API server; its address is not known before. */
export const API_PORTS = [443, 6443];

export const tcp = (port: number) => ({ protocol: "TCP", port });

/** Kubernetes' API server is reached. By ports alone: a network may not count addresses of nodes among those of a range. */
export const toApi = { ports: API_PORTS.map(tcp) };

/** Whoever comes is let in, as the API server has to be that calls a webhook: no peer of a policy means it. */
export const anybody = (port: number) => ({ ports: [tcp(port)] });

/** Who may come in. A rule without peers lets everybody in: with nobody named there must be none. */
export const allow = (from: Peer[], port: number) => (from.length === 0 ? [] : [{ from, ports: [tcp(port)] }]);

/** Whom one may reach. */
export const reach = ({ to, ports }: Reached) => ({
  to,
  ports: Array.isArray(ports) ? ports.map(tcp) : ports.apply((known) => known.map(tcp)),
});

/** All pods of a namespace, by its name. */
export const namespacePeer = (name: pulumi.Input<string>) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** The port that an address is asked at. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** The same, for who asks from another namespace: pods are looked for in the asker's own otherwise. */
export const fromElsewhere = ({ to, ports }: Reached, namespace: pulumi.Input<string>): Reached => ({
  to: Array.isArray(to) ? to.map(peerFrom(namespace)) : to.apply((known) => known.map(peerFrom(namespace))),
  ports,
});

const peerFrom =
  (namespace: pulumi.Input<string>) =>
  (peer: Peer): Peer =>
    "podSelector" in peer ? { ...namespacePeer(namespace), ...peer } : peer;
