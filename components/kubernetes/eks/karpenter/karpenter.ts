/** Nodes as pods need them: Karpenter by its chart, what it may do at AWS, and the one kind of nodes that it makes. */
import { AccessEntry } from "@pulumi/aws/eks/accessEntry.js";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile.js";
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../../aws/regions.ts";
import type { ArgsOf, Transform } from "../../../component.ts";
import type { Network } from "../../../network/network.ts";
import { ChartedOperator, type Place } from "../../chart.ts";
import { CustomObject, type CustomObjectArgs, waitForReady } from "../../custom-resource.ts";
import type { HostedCluster } from "../../hosted.ts";
import { labelsOf } from "../../names.ts";
import type { Peer } from "../../policy-rules.ts";
import { controllerRules } from "../controller-rules.ts";
import { nodeRole } from "../nodes.ts";
import { type PodRole, podRole } from "../pod-identity.ts";
import { controllerPolicy } from "./controller-policy.ts";
import { karpenterDefinitions } from "./definitions.ts";
import { interruptions } from "./interruptions.ts";
import { type NodePoolArgs, nodeClassSpec, nodePoolSpec } from "./specs.ts";

export interface KarpenterArgs {
  /** Version of the chart, and so of Karpenter; the definitions are of the same. */
  version: string;
  /** Where it runs; made here. */
  namespace: string;
  region: string;
  cluster: HostedCluster;
  network: Network;
  /** ARN of the key that disks are encrypted with. */
  key: pulumi.Input<string>;
  /** GiB of each node's disk. Nodes with another are replaced. */
  diskGb: number;
  /** Machine image, by Karpenter's alias. Default: the newest Amazon Linux 2023, so that nodes are replaced when there is a newer one. */
  image?: string;
  architectures: NodePoolArgs["architectures"];
  capacity: NodePoolArgs["capacity"];
  /** Most of all its nodes together. */
  limits: NodePoolArgs["limits"];
  /** Copies; one of them leads. */
  replicas: number;
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  tags: Record<string, string>;
  /** Address of the charts, https:// or oci://. Default: Karpenter's own. */
  repository?: string;
  /** Image of the controller. Default: Karpenter's own. */
  controllerImage?: { repository: string; tag: string; digest: string };
  transform?: {
    definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    chart?: Transform<object>;
    nodeClass?: Transform<CustomObjectArgs>;
    nodePool?: Transform<CustomObjectArgs>;
  };
}

/** Karpenter's documentation, "Getting Started with Karpenter". */
const REPOSITORY = "oci://public.ecr.aws/karpenter";
const SERVICE_ACCOUNT = "karpenter";
const POOL = "default";

export class Karpenter extends ChartedOperator {
  static readonly token = "tributary:kubernetes:Karpenter";
  /** What pods that need such nodes depend on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & {
    definitions: Record<string, CustomResourceDefinition>;
    chart: Chart;
    controller: PodRole;
    nodeClass: CustomObject;
    nodePool: CustomObject;
  };

  constructor(name: string, args: KarpenterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, network, ...kept } = args;
    super(Karpenter.token, name, kept, opts);
    const { region, tags, version, repository = REPOSITORY, transform } = args;
    const child = this.child.bind(this) as typeof this.child;
    const partition = partitionOf(region);
    const node = nodeRole(child, "node-role", { partition, tags });
    const profile = this.child(InstanceProfile, "node-profile", { role: node.role.name, tags });
    const entry = this.child(AccessEntry, "nodes", {
      clusterName: cluster.name,
      principalArn: node.role.arn,
      type: "EC2_LINUX",
      tags,
    });
    const { queue, ready: heard } = interruptions(child, tags);
    const controller = podRole(child, "controller", {
      cluster,
      namespace: args.namespace,
      serviceAccount: SERVICE_ACCOUNT,
      policy: pulumi
        .all([cluster.name, cluster.arn, node.role.arn, queue.arn])
        .apply(([clusterName, clusterArn, nodeRoleArn, queueArn]) =>
          controllerPolicy({ partition, region, clusterName, clusterArn, nodeRoleArn, queueArn }),
        ),
      tags,
    });
    const place = this.placeOf(args, controllerRules(SERVICE_ACCOUNT, args.monitoring), transform?.policy);
    const definitions = this.definitions(karpenterDefinitions(), transform?.definition);
    const spec = {
      chart: "karpenter",
      version,
      repository,
      values: karpenterValues(args, queue.name),
      after: [controller.association, ...heard],
    };
    const chart = this.chart("chart", spec, place, definitions, transform?.chart);
    const metadata = { name: POOL, labels: labelsOf(tags), annotations: waitForReady };
    const nodeClass = this.child(
      CustomObject,
      "node-class",
      {
        apiVersion: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        metadata,
        spec: nodeClassSpec({
          instanceProfile: profile.name,
          subnetIds: network.privateSubnets.map(({ id }) => id),
          securityGroup: cluster.securityGroup,
          key: args.key,
          diskGb: args.diskGb,
          image: args.image ?? "al2023@latest",
          tags,
        }),
      },
      { dependsOn: [chart, entry, ...node.policies] },
      transform?.nodeClass,
    );
    const { architectures, capacity, limits } = args;
    const nodePool = this.child(
      CustomObject,
      "node-pool",
      {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata,
        spec: nodePoolSpec({ nodeClass: POOL, architectures, capacity, limits, zones: network.zones }),
      },
      { dependsOn: [nodeClass] },
      transform?.nodePool,
    );
    this.nodes = { ...place, definitions, chart, controller, nodeClass, nodePool };
    this.ready = [nodePool];
    this.finish();
  }
}

/** Values of the chart karpenter, 1.14.1; its pods are restricted by themselves. */
export function karpenterValues(
  { cluster, region, replicas, controllerImage }: KarpenterArgs,
  interruptionQueue: pulumi.Input<string>,
): object {
  return {
    replicas,
    serviceAccount: { name: SERVICE_ACCOUNT },
    settings: {
      clusterName: cluster.name,
      interruptionQueue,
    },
    controller: {
      // Nodes' metadata, which it would ask for its region, is one hop away.
      env: [{ name: "AWS_REGION", value: region }],
      // As its documentation has them.
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
      ...(controllerImage === undefined ? {} : { image: controllerImage }),
    },
  };
}
