/** A cluster of EKS that is there: looked up, and nothing of it is changed. */
import { getClusterOutput } from "@pulumi/aws/eks/getCluster.js";
import * as pulumi from "@pulumi/pulumi";
import type { HostedCluster } from "../hosted.ts";
import { kubeconfigOf } from "./kubeconfig.ts";

export interface ExistingEksArgs {
  name: string;
  region: string;
  /** Group that its nodes and pods send as. Default: the cluster's own. */
  securityGroup?: string;
}

/** @param opts `provider`: of AWS */
export function existingEks(args: ExistingEksArgs, opts: pulumi.InvokeOutputOptions): HostedCluster {
  const { name, region } = args;
  const found = getClusterOutput({ name }, opts);
  const own = found.vpcConfig.apply((config) => config?.clusterSecurityGroupId);
  const securityGroup = args.securityGroup === undefined ? own : pulumi.output(args.securityGroup);
  const kubeconfig = found.apply(({ endpoint, certificateAuthorities }) =>
    kubeconfigOf({ name, region, endpoint, authority: certificateAuthorities?.[0]?.data ?? "" }),
  );
  return { name: found.name, arn: found.arn, kubeconfig, securityGroup, ready: [] };
}
