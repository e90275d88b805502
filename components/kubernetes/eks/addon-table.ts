/** What EKS itself installs and keeps. */

export interface AddonSpec {
  /** As EKS names it. */
  addon: string;
  /** Nodes are not ready without it. */
  beforeNodes: boolean;
  /** Its configuration, by its own schema (`aws eks describe-addon-configuration`). */
  configuration?: (tags: Record<string, string>) => object;
  reason: string;
}

/** By key, which is part of logical names. Source: Amazon EKS User Guide, "AWS add-ons" and "Community add-ons"; 2026-11-27. */
export const addons = {
  network: {
    addon: "vpc-cni",
    beforeNodes: true,
    // Off unless it is asked for: without it rules about who reaches whom are taken and not kept.
    configuration: () => ({ enableNetworkPolicy: "true" }),
    reason: "gives pods addresses of the network, and keeps network policies",
  },
  identity: { addon: "eks-pod-identity-agent", beforeNodes: true, reason: "gives pods the credentials of their roles" },
  proxy: { addon: "kube-proxy", beforeNodes: true, reason: "leads from Services to pods" },
  names: { addon: "coredns", beforeNodes: false, reason: "tells addresses of names" },
  volumes: {
    addon: "aws-ebs-csi-driver",
    beforeNodes: false,
    configuration: (tags: Record<string, string>) => ({ controller: { extraVolumeTags: tags } }),
    reason: "makes volumes of brokers",
  },
  metrics: { addon: "metrics-server", beforeNodes: false, reason: "tells the autoscaler of pods what they use" },
} as const satisfies Record<string, AddonSpec>;
export type AddonKey = keyof typeof addons;

/** Those that nodes need to be ready, or those that need nodes. */
export const keysOf = (before: boolean): AddonKey[] =>
  (Object.keys(addons) as AddonKey[]).filter((key) => addons[key].beforeNodes === before);
