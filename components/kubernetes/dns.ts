/** Who answers a pod's questions for names, as rules of a NetworkPolicy that denies the rest. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { namespacePeer, type Peer } from "./policy-rules.ts";

/** A resolver of a cluster: an address, or pods. */
export type NameServer =
  /** Port 53 unless another is named. */
  | { cidr: string; port?: number }
  /** Of the pods themselves, not of their Service. Default of labels: all pods of the namespace. */
  | { namespace: string; labels?: Record<string, string>; port?: number };

const PORT = 53;

/**
 * What clusters have by themselves. A cluster has one or two of them, and the others mean nobody there.
 * Addresses: kubernetes.io, "Using NodeLocal DNSCache"; cloud.google.com, "Using Cloud DNS for GKE". Ports are the pods' own, as networks
 * judge after a Service's port is translated: on OpenShift 5353 (github.com/nmstate/kubernetes-nmstate/pull/1570).
 */
const KNOWN: readonly NameServer[] = [
  // CoreDNS and kube-dns both carry this label.
  { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  // NodeLocal DNSCache: as a pod where the network redirects to it (Cilium), else as an address of the node.
  { namespace: "kube-system", labels: { "k8s-app": "node-local-dns" } },
  { cidr: "169.254.20.10/32" },
  // Cloud DNS of GKE. The server for credentials has this address, too, and another port.
  { cidr: "169.254.169.254/32" },
  { namespace: "openshift-dns", port: 5353 },
];

/** @param more name servers besides those that are known */
export function namesRules(more: readonly NameServer[] = []): input.networking.v1.NetworkPolicyEgressRule[] {
  const servers = [...KNOWN, ...more];
  const ports = [...new Set(servers.map(portOf))];
  return ports.map((port) => ({
    to: servers.filter((server) => portOf(server) === port).map(peerOf),
    ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port })),
  }));
}

const portOf = ({ port = PORT }: NameServer): number => port;

function peerOf(server: NameServer): Peer {
  if ("cidr" in server) return { ipBlock: { cidr: server.cidr } };
  const { namespace, labels } = server;
  return { ...namespacePeer(namespace), ...(labels === undefined ? {} : { podSelector: { matchLabels: labels } }) };
}
