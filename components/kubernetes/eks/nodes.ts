/** Groups of nodes that EKS replaces one by one: encrypted disks, and no pod reaches the credentials of its node. */
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate.js";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import * as pulumi from "@pulumi/pulumi";
import { trustOf } from "../../aws/policy.ts";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import type { Subnet } from "../../network/network.ts";
import { isArm } from "./instance-types.ts";

export interface NodeGroupSpec {
  /** Of one kind of processor. The first that is to be had is taken. A change replaces the nodes. */
  instanceTypes: string[];
  /** Nodes, of each group. In place. */
  min: number;
  max: number;
  /** Nodes of each group now: nothing but this number scales it, as Karpenter has nodes of its own. In place. */
  desired: number;
  /** GiB of each node's disk. A change replaces the nodes. */
  diskGb: number;
  /** Default: ON_DEMAND. */
  capacity?: "ON_DEMAND" | "SPOT";
  /** A group in each zone, as volumes cannot leave theirs, or one over all of them; numbers are of each. Default: one. */
  perZone?: boolean;
  labels?: Record<string, string>;
  /** Pods that do not tolerate them stay away. */
  taints?: { key: string; value?: string; effect: "NO_SCHEDULE" | "NO_EXECUTE" | "PREFER_NO_SCHEDULE" }[];
}

export interface NodesArgs {
  cluster: { name: pulumi.Output<string>; version: pulumi.Output<string> };
  subnets: Subnet[];
  /** ARN of the key that disks are encrypted with. */
  key: pulumi.Input<string>;
  partition: string;
  tags: Record<string, string>;
  /** What must be there before a node is: the network plugin, who lets it in. */
  after: pulumi.Resource[];
  transform?: {
    nodeGroup?: Transform<ArgsOf<typeof NodeGroup>>;
    launchTemplate?: Transform<ArgsOf<typeof LaunchTemplate>>;
  };
}

/** What nodes may do: be nodes, and pull images. What pods may do is theirs (pod-identity.ts). */
export const nodePolicies = {
  worker: "AmazonEKSWorkerNodePolicy",
  images: "AmazonEC2ContainerRegistryPullOnly",
} as const;

/** Root disk of Amazon Linux 2023. */
const ROOT_DISK = "/dev/xvda";

/** Settings that Karpenter's nodes have, too: tokens are demanded, and one hop does not reach into a pod. */
export const metadataOptions = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 } as const;

/** A role that instances of EC2 have. */
export function nodeRole(
  child: MakeChild,
  name: string,
  { partition, tags }: { partition: string; tags: Record<string, string> },
): { role: Role; policies: RolePolicyAttachment[] } {
  const role = child(Role, name, { assumeRolePolicy: pulumi.jsonStringify(trustOf("ec2.amazonaws.com")), tags });
  const policies = Object.entries(nodePolicies).map(([key, policy]) =>
    child(RolePolicyAttachment, `${name}-${key}`, {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
    }),
  );
  return { role, policies };
}

/** @param specs by key, which is part of logical names and a label of the nodes */
export function nodeGroups(
  child: MakeChild,
  specs: Record<string, NodeGroupSpec>,
  { cluster, subnets, key, partition, tags, after, transform }: NodesArgs,
): { role: Role; groups: Record<string, NodeGroup>; templates: Record<string, LaunchTemplate> } {
  const { role, policies } = nodeRole(child, "node-role", { partition, tags });
  const groups: Record<string, NodeGroup> = {};
  const templates: Record<string, LaunchTemplate> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const template = child(
      LaunchTemplate,
      `nodes-${name}-template`,
      {
        blockDeviceMappings: [
          {
            deviceName: ROOT_DISK,
            ebs: {
              volumeType: "gp3",
              volumeSize: spec.diskGb,
              encrypted: "true",
              kmsKeyId: key,
              deleteOnTermination: "true",
            },
          },
        ],
        metadataOptions,
        tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
          resourceType,
          tags: { ...tags, Name: `node-${name}` },
        })),
        updateDefaultVersion: true,
        tags,
      },
      {},
      transform?.launchTemplate,
    );
    templates[name] = template;
    const places = spec.perZone
      ? subnets.map((subnet) => [`${name}-${subnet.zone}`, [subnet]] as const)
      : [[name, subnets] as const];
    for (const [group, within] of places)
      groups[group] = child(
        NodeGroup,
        `nodes-${group}`,
        {
          clusterName: cluster.name,
          version: cluster.version,
          nodeRoleArn: role.arn,
          subnetIds: within.map(({ id }) => id),
          amiType: spec.instanceTypes.every(isArm) ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
          instanceTypes: spec.instanceTypes,
          capacityType: spec.capacity ?? "ON_DEMAND",
          scalingConfig: { minSize: spec.min, maxSize: spec.max, desiredSize: spec.desired },
          launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
          labels: { ...spec.labels, "tributary.dev/nodes": name },
          ...(spec.taints === undefined ? {} : { taints: spec.taints }),
          // One after the other, as brokers on them need their peers.
          updateConfig: { maxUnavailable: 1 },
          nodeRepairConfig: { enabled: true },
          tags,
        },
        { dependsOn: [...policies, ...after] },
        transform?.nodeGroup,
      );
  }
  return { role, groups, templates };
}
