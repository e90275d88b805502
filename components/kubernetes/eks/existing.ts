/** A cluster of EKS that is there: looked up, and nothing of it is changed. */
import { getClusterOutput } from "@pulumi/aws/eks/getCluster.js";
import type * as pulumi from "@pulumi/pulumi";
import type { HostedCluster } from "../hosted.ts";
import { kubeconfigOf } from "./kubeconfig.ts";

export interface ExistingEksArgs {
  name: string;
  region: string;
}

/** @param opts `provider`: of AWS */
export function existingEks({ name, region }: ExistingEksArgs, opts: pulumi.InvokeOutputOptions): HostedCluster {
  const found = getClusterOutput({ name }, opts);
  const securityGroup = found.vpcConfig.apply((config) => config?.clusterSecurityGroupId);
  const kubeconfig = found.apply(({ endpoint, certificateAuthorities }) =>
    kubeconfigOf({ name, region, endpoint, authority: certificateAuthorities?.[0]?.data ?? "" }),
  );
  return { name: found.name, arn: found.arn, kubeconfig, securityGroup, ready: [] };
}
