/** Rules of NetworkPolicies, as several of them need them. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";

export type Peer = input.networking.v1.NetworkPolicyPeer;

/** Pods that are asked, and their ports. No peers: whoever answers at the ports. */
export interface Reached {
  to: Peer[] | pulumi.Output<Peer[]>;
  ports: number[] | pulumi.Output<number[]>;
}

/** Ports of Kubernetes' API server, unless a cluster has others. */
export const API_PORTS: readonly number[] = [443, 6443];

export const tcp = (port: number) => ({ protocol: "TCP", port });

/** The API server, by its ports alone: Cilium takes no range of addresses for one that is a node's (cilium/cilium#20550). */
export const reachApi = (ports: readonly number[] = API_PORTS) => ({ ports: ports.map(tcp) });

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

/**
 * Ports by which an address of somebody else is reached. Most networks judge after a Service's port is translated to that of its pods, and
 * some before.
 * @param translated port of the pods, when it is another
 */
export function portsOf(url: string, translated?: number): number[] {
  return [...new Set([portOf(url), ...(translated === undefined ? [] : [translated])])];
}

/** Whoever answers at one of these ports: a name may stand for any address. None without a port. */
export const reachPorts = (ports: readonly number[]) => (ports.length === 0 ? [] : [{ ports: ports.map(tcp) }]);

/** The same, for who asks from another namespace: pods are looked for in the asker's own otherwise. */
export const fromElsewhere = ({ to, ports }: Reached, namespace: pulumi.Input<string>): Reached => ({
  to: Array.isArray(to) ? to.map(peerFrom(namespace)) : to.apply((known) => known.map(peerFrom(namespace))),
  ports,
});

const peerFrom =
  (namespace: pulumi.Input<string>) =>
  (peer: Peer): Peer =>
    "podSelector" in peer ? { ...namespacePeer(namespace), ...peer } : peer;
