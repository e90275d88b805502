/** What nodes Karpenter makes: the same kind of nodes as the groups are of. */
import type * as pulumi from "@pulumi/pulumi";
import { metadataOptions } from "../nodes.ts";

export interface NodeClassArgs {
  instanceProfile: pulumi.Input<string>;
  subnetIds: pulumi.Input<string>[];
  securityGroup: pulumi.Input<string>;
  key: pulumi.Input<string>;
  diskGb: number;
  image: string;
  tags: Record<string, string>;
}

/** Spec of an EC2NodeClass, v1. */
export function nodeClassSpec(args: NodeClassArgs): object {
  const { instanceProfile, subnetIds, securityGroup, key, diskGb, image, tags } = args;
  return {
    instanceProfile,
    amiSelectorTerms: [{ alias: image }],
    subnetSelectorTerms: subnetIds.map((id) => ({ id })),
    securityGroupSelectorTerms: [{ id: securityGroup }],
    metadataOptions: { ...metadataOptions, httpProtocolIPv6: "disabled" },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        rootVolume: true,
        ebs: {
          volumeType: "gp3",
          volumeSize: `${diskGb}Gi`,
          encrypted: true,
          kmsKeyID: key,
          deleteOnTermination: true,
        },
      },
    ],
    tags,
  };
}

export interface NodePoolArgs {
  nodeClass: string;
  architectures: ("amd64" | "arm64")[];
  capacity: ("on-demand" | "spot")[];
  zones: string[];
  limits: { cpu: number; memoryGi: number };
}

/** Days after which a node is replaced by a new one, and its image with it. */
const NODE_DAYS = 30;

/** Spec of a NodePool, v1. */
export function nodePoolSpec({ nodeClass, architectures, capacity, zones, limits }: NodePoolArgs): object {
  const within = (key: string, values: string[]) => ({ key, operator: "In", values });
  return {
    template: {
      metadata: { labels: { "tributary.dev/nodes": "karpenter" } },
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass },
        requirements: [
          within("kubernetes.io/os", ["linux"]),
          within("kubernetes.io/arch", architectures),
          within("karpenter.sh/capacity-type", capacity),
          within("topology.kubernetes.io/zone", zones),
          within("karpenter.k8s.aws/instance-category", ["c", "m", "r"]),
          { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["5"] },
        ],
        expireAfter: `${NODE_DAYS * 24}h`,
      },
    },
    limits: { cpu: String(limits.cpu), memory: `${limits.memoryGi}Gi` },
    disruption: {
      consolidationPolicy: "WhenEmptyOrUnderutilized",
      consolidateAfter: "5m",
      // One after the other: a consumer's or a broker's peers are on the others.
      budgets: [{ nodes: "1" }],
    },
  };
}
