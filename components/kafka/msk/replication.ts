/**
 * What aws.msk.Replicator has to be told of a cluster. It logs in by IAM alone, at port 9098, so that a cluster without that login cannot be an
 * end of it; from another region it takes a private way (multi-VPC), which serverless clusters have by themselves.
 * Source: MSK Developer Guide, msk-replicator-prepare-clusters and msk-replicator-network-reqs, 2026-11-28.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ReplicationEnd } from "../cluster.ts";
import type { MskClusterArgs, MskReach } from "./args.ts";
import type { MskAuth } from "./principals.ts";

/** @returns undefined when it cannot log in: nobody does, as who sets others' rules is a role, too */
export function replicationOf(
  args: MskClusterArgs,
  kinds: MskAuth[],
  reach: MskReach,
  clusterArn: pulumi.Output<string>,
): ReplicationEnd | undefined {
  if (!kinds.includes("iam")) return undefined;
  const { tier, network, clients } = args;
  const subnets = (tier === "serverless" ? undefined : args.subnets) ?? network.privateSubnets;
  return {
    kind: "msk",
    clusterArn,
    subnets: pulumi.all(subnets.map(({ id }) => id)),
    securityGroups: pulumi.all(Object.values(clients)),
    otherRegions: tier === "serverless" || reach.mode === "multi-vpc",
  };
}
