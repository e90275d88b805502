/** What EKS itself installs and keeps: first what nodes need to be ready, then what needs nodes. */
import { Addon } from "@pulumi/aws/eks/addon.js";
import { getAddonVersionOutput } from "@pulumi/aws/eks/getAddonVersion.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";

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

export interface AddonsArgs {
  clusterName: pulumi.Output<string>;
  /** Of Kubernetes, such as 1.35. */
  version: string;
  /** Versions by key. Default: the one that EKS takes by itself for that version of Kubernetes, looked up at each run. */
  pinned: Partial<Record<AddonKey, string>>;
  /** Who depends on what, by key: associations of their pods. */
  after: Partial<Record<AddonKey, pulumi.Resource[]>>;
  tags: Record<string, string>;
  parent: pulumi.Resource;
  transform?: Transform<ArgsOf<typeof Addon>>;
}

/** @param keys which of them */
export function addonsOf(
  child: MakeChild,
  keys: AddonKey[],
  { clusterName, version, pinned, after, tags, parent, transform }: AddonsArgs,
): Addon[] {
  return keys.map((key) => {
    const { addon: addonName, configuration }: AddonSpec = addons[key];
    const looked = () => getAddonVersionOutput({ addonName, kubernetesVersion: version }, { parent }).version;
    return child(
      Addon,
      `addon-${key}`,
      {
        clusterName,
        addonName,
        addonVersion: pinned[key] ?? looked(),
        ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration(tags)) }),
        // At first what is there is EKS' own; afterwards nobody's changes are kept but those of the settings.
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags,
      },
      { dependsOn: after[key] ?? [] },
      transform,
    );
  });
}

export const keysOf = (before: boolean): AddonKey[] =>
  (Object.keys(addons) as AddonKey[]).filter((key) => addons[key].beforeNodes === before);
