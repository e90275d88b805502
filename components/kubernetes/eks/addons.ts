/** Add-ons of EKS as resources: first what nodes need to be ready, then what needs nodes. */
import { Addon } from "@pulumi/aws/eks/addon.js";
import { getAddonVersionOutput } from "@pulumi/aws/eks/getAddonVersion.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import { type AddonKey, type AddonSpec, addons } from "./addon-table.ts";

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
