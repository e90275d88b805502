/** Who may do what with the cluster: entries of EKS' own, and no config map. */
import { AccessEntry } from "@pulumi/aws/eks/accessEntry.js";
import { AccessPolicyAssociation } from "@pulumi/aws/eks/accessPolicyAssociation.js";
import type * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { type AccessPolicy, accessPolicies } from "./access-policies.ts";

export interface AccessGrant {
  /** ARN of a role or user of IAM. */
  principal: pulumi.Input<string>;
  policy: AccessPolicy;
  /** Namespaces. Default: the whole cluster. */
  namespaces?: string[];
}

/** @param grants by key, which is part of logical names */
export function accessEntries(
  child: MakeChild,
  grants: Record<string, AccessGrant>,
  {
    clusterName,
    partition,
    tags,
  }: { clusterName: pulumi.Output<string>; partition: string; tags: Record<string, string> },
): { entries: Record<string, AccessEntry>; associations: Record<string, AccessPolicyAssociation> } {
  const entries: Record<string, AccessEntry> = {};
  const associations: Record<string, AccessPolicyAssociation> = {};
  for (const [key, { principal, policy, namespaces }] of Object.entries(grants)) {
    entries[key] = child(AccessEntry, `access-${key}`, {
      clusterName,
      principalArn: principal,
      type: "STANDARD",
      tags,
    });
    associations[key] = child(AccessPolicyAssociation, `access-${key}-policy`, {
      clusterName,
      principalArn: entries[key].principalArn,
      policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${accessPolicies[policy]}`,
      accessScope: namespaces === undefined ? { type: "cluster" } : { type: "namespace", namespaces },
    });
  }
  return { entries, associations };
}
