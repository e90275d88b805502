/** Kubernetes by Amazon EKS: its API inside the network, Secrets encrypted with a key of ours, nodes and add-ons. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import type { Addon } from "@pulumi/aws/eks/addon.js";
import { Cluster } from "@pulumi/aws/eks/cluster.js";
import type { NodeGroup } from "@pulumi/aws/eks/nodeGroup.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import * as pulumi from "@pulumi/pulumi";
import { trustOf } from "../../aws/policy.ts";
import { partitionOf } from "../../aws/regions.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { Network } from "../../network/network.ts";
import type { HostedCluster } from "../hosted.ts";
import { type AccessGrant, accessEntries } from "./access.ts";
import { type AddonKey, keysOf } from "./addon-table.ts";
import { addonsOf } from "./addons.ts";
import { kubeconfigOf } from "./kubeconfig.ts";
import { type NodeGroupSpec, type NodesArgs, nodeGroups } from "./nodes.ts";
import { type PodRole, podRole } from "./pod-identity.ts";

export interface EksClusterArgs {
  /** Its name in AWS, at most 100 characters. A change makes it anew. */
  clusterName: string;
  region: string;
  /** Of Kubernetes, such as 1.35. Raised by one at a time, in place; never lowered. */
  version: string;
  network: Network;
  /** ARNs: `secrets` encrypts Secrets, `data` disks and logs. Another key for Secrets makes the cluster anew. */
  keys: { data: pulumi.Input<string>; secrets: pulumi.Input<string> };
  /** Who may do what, by key; nobody else may anything. Whoever runs `up` must be among them. */
  access: Record<string, AccessGrant>;
  /** Ranges outside that its API answers to, beside the network. Default: none, and it has no address there. */
  publicFrom?: string[];
  /** Ranges that its address inside answers to, beside its own nodes and pods: whence `up` runs. Default: none. */
  privateFrom?: string[];
  /** What becomes of it when its version's standard support ends: it costs more, or AWS upgrades it. */
  support: "standard" | "extended";
  /** Days that logs of the control plane are kept. */
  logRetention: number;
  /** By key. */
  nodes: Record<string, NodeGroupSpec>;
  /** Versions of add-ons by key. Default: as EKS takes them. */
  addonVersions?: Partial<Record<AddonKey, string>>;
  /** It cannot be deleted while it is true. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: {
    cluster?: Transform<ArgsOf<typeof Cluster>>;
    addon?: Transform<ArgsOf<typeof Addon>>;
  } & NodesArgs["transform"];
}

const HTTPS = 443;
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export class EksCluster extends TributaryComponent implements HostedCluster {
  static readonly token = "tributary:kubernetes:EksCluster";
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  readonly kubeconfig: pulumi.Output<string>;
  readonly securityGroup: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
  readonly nodes: {
    cluster: Cluster;
    role: Role;
    nodeRole: Role;
    groups: Record<string, NodeGroup>;
    addons: Record<string, Addon>;
    /** By range. */
    ingress: Record<string, SecurityGroupIngressRule>;
    podRoles: Record<string, PodRole>;
  };

  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, ...kept } = args;
    super(EksCluster.token, name, { ...kept, network: network.id }, opts);
    const { region, version, keys, tags, transform } = args;
    const child = this.child.bind(this) as typeof this.child;
    const partition = partitionOf(region);
    const { cluster, role } = this.#controlPlane(args, partition);
    const { entries, associations } = accessEntries(child, args.access, { clusterName: cluster.name, partition, tags });

    this.name = cluster.name;
    this.arn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.securityGroup = cluster.vpcConfig.apply((config) => config.clusterSecurityGroupId);
    const ingress = this.#ingress(args);
    const podRoleOf = (key: string, serviceAccount: string, policy: string) =>
      podRole(child, key, {
        cluster: this,
        namespace: "kube-system",
        serviceAccount,
        policyArns: { aws: `arn:${partition}:iam::aws:policy/${policy}` },
        tags,
      });
    // Source: Amazon EKS User Guide, "AWS add-ons": which service account needs which rights.
    const podRoles = {
      network: podRoleOf("cni", "aws-node", "AmazonEKS_CNI_Policy"),
      volumes: podRoleOf("ebs-csi", "ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
    };
    const addonArgs = {
      clusterName: cluster.name,
      version,
      pinned: args.addonVersions ?? {},
      tags,
      parent: this,
      ...(transform?.addon === undefined ? {} : { transform: transform.addon }),
    };
    const first = keysOf(true);
    const early = addonsOf(child, first, { ...addonArgs, after: { network: [podRoles.network.association] } });
    const made = nodeGroups(child, args.nodes, {
      cluster,
      subnets: network.privateSubnets,
      key: keys.data,
      partition,
      tags,
      after: [...early, ...network.ready],
      ...(transform === undefined ? {} : { transform }),
    });
    const groups = Object.values(made.groups);
    const rest = keysOf(false);
    const late = addonsOf(child, rest, {
      ...addonArgs,
      after: {
        ...Object.fromEntries(rest.map((key) => [key, groups])),
        volumes: [podRoles.volumes.association, ...groups],
      },
    });

    this.kubeconfig = pulumi
      .all([cluster.name, cluster.endpoint, cluster.certificateAuthority])
      .apply(([of, endpoint, authority]) => kubeconfigOf({ name: of, region, endpoint, authority: authority?.data }));
    const reached = [...Object.values(entries), ...Object.values(associations), ...Object.values(ingress)];
    this.ready = [...reached, ...groups, ...early, ...late];
    this.nodes = {
      cluster,
      role,
      nodeRole: made.role,
      groups: made.groups,
      addons: Object.fromEntries([...first, ...rest].map((key, index) => [key, [...early, ...late][index]!])),
      ingress,
      podRoles,
    };
    this.finish({ name: this.name, kubeconfig: this.kubeconfig });
  }

  /** Its own group lets in its members alone: no runner beside them, nor one on a VPN. */
  #ingress({ privateFrom = [], tags }: EksClusterArgs): Record<string, SecurityGroupIngressRule> {
    const rule = (cidr: string) =>
      this.child(SecurityGroupIngressRule, `api-${cidr.replace("/", "-")}`, {
        securityGroupId: this.securityGroup,
        description: "API of Kubernetes",
        cidrIpv4: cidr,
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        tags,
      });
    return Object.fromEntries(privateFrom.map((cidr) => [cidr, rule(cidr)]));
  }

  #controlPlane(args: EksClusterArgs, partition: string): { cluster: Cluster; role: Role } {
    const { clusterName, network, keys, publicFrom = [], protection, tags, transform } = args;
    const role = this.child(Role, "role", {
      assumeRolePolicy: pulumi.jsonStringify(trustOf("eks.amazonaws.com")),
      tags,
    });
    const policy = this.child(RolePolicyAttachment, "role-policy", {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/AmazonEKSClusterPolicy`,
    });
    // EKS would make it without an end and without our key.
    const logs = this.child(LogGroup, "logs", {
      name: `/aws/eks/${clusterName}/cluster`,
      retentionInDays: args.logRetention,
      kmsKeyId: keys.data,
      tags,
    });
    const cluster = this.child(
      Cluster,
      "cluster",
      {
        name: clusterName,
        version: args.version,
        roleArn: role.arn,
        // Who makes it has no rights by that alone: entries say who has.
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        // They are add-ons, which EKS upgrades.
        bootstrapSelfManagedAddons: false,
        deletionProtection: protection,
        enabledClusterLogTypes: logTypes,
        encryptionConfig: { provider: { keyArn: keys.secrets }, resources: ["secrets"] },
        upgradePolicy: { supportType: args.support === "standard" ? "STANDARD" : "EXTENDED" },
        vpcConfig: {
          subnetIds: network.privateSubnets.map(({ id }) => id),
          endpointPrivateAccess: true,
          endpointPublicAccess: publicFrom.length > 0,
          ...(publicFrom.length > 0 ? { publicAccessCidrs: publicFrom } : {}),
        },
        tags,
      },
      { protect: protection, dependsOn: [policy, logs] },
      transform?.cluster,
    );
    return { cluster, role };
  }
}
