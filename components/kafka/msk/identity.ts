/** Principals of IAM: pods of a service account that become a role with exactly the rights of `access`. */
import type * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { podIdentityAgent, podRole } from "../../kubernetes/eks/pod-identity.ts";
import type { HostedCluster } from "../../kubernetes/hosted.ts";
import type { AccessSpec, CloudIdentity } from "../cluster.ts";
import { requirePrincipal } from "../connection.ts";
import { mskPolicy } from "./iam/policy.ts";

interface Pods {
  pods: { cluster: Pick<HostedCluster, "name" | "arn"> };
  tags: Record<string, string>;
}

/** @param made gets each role, by the name of its pods */
export function identityOf(
  child: MakeChild,
  access: Record<string, AccessSpec>,
  { pods: { cluster }, tags }: Pods,
  clusterArn: pulumi.Output<string>,
  made: Record<string, pulumi.Resource>,
): CloudIdentity {
  return {
    reached: podIdentityAgent,
    grant(principal, { name, namespace, serviceAccount }) {
      const spec = requirePrincipal(access, principal);
      if (spec.auth !== "iam") return [];
      const policy = clusterArn.apply((arn) => mskPolicy(spec, { arn }));
      const { role, association } = podRole(child, `pods-${name}`, {
        cluster,
        namespace,
        serviceAccount,
        policy,
        tags,
      });
      made[name] = role;
      return [association];
    },
  };
}
