/** The Kubernetes cluster of a stack on AWS, and what makes it fit for pods: storage, nodes as they are needed, load balancers. */
import type { ComponentResourceOptions, ProviderResource, Resource } from "@pulumi/pulumi";
import { isArm } from "../../../components/kubernetes/eks/instance-types.ts";
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import type { Network } from "../../../components/network/network.ts";
import type { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import { names } from "../../naming.ts";
import type { EksKeys } from "../../settings/aws/eks.ts";
import { tagsOf } from "../../tags.ts";
import { karpenter, loadBalancerController } from "../../versions.ts";
import type { Caller } from "./caller.ts";
import { clusterName } from "./cluster-name.ts";
import type { AwsSettings } from "./index.ts";

type Created = Extract<EksKeys, { mode: "create" }>;

/** @param provider of AWS, for what is looked up */
export async function clusterOf(
  settings: AwsSettings,
  stack: string,
  opts: ComponentResourceOptions,
  { caller, keys, network, provider }: { caller: Caller; keys: AwsKeys; network: Network; provider: ProviderResource },
): Promise<HostedCluster> {
  const { region, eks } = settings.aws;
  if (eks.mode === "existing") {
    const { existingEks } = await import("../../../components/kubernetes/eks/existing.ts");
    const { name, securityGroup } = eks;
    return existingEks({ name, region, ...(securityGroup === undefined ? {} : { securityGroup }) }, { provider });
  }
  const { EksCluster } = await import("../../../components/kubernetes/eks/cluster.ts");
  const { version, support, publicFrom, privateFrom, logRetention, addonVersions } = eks;
  const args = {
    clusterName: clusterName(stack),
    region,
    version,
    network,
    keys: { data: keys.data, secrets: keys.secrets },
    access: accessOf(eks, caller),
    publicFrom,
    privateFrom,
    support,
    logRetention,
    nodes: Object.fromEntries(
      Object.entries(eks.nodes).map(([key, group]) => [key, { ...group, desired: group.desired ?? group.min }]),
    ),
    addonVersions,
    protection: settings.environment === "production",
    tags: tagsOf(settings, stack),
  };
  return new EksCluster(names.eks, args, opts);
}

/** Whoever makes a cluster must be able to fill it: callerOf has found them among those who are named. */
function accessOf({ access }: Created, { principal }: Caller) {
  const named = Object.keys(access).length > 0;
  return named ? access : { deployer: { principal, policy: "clusterAdmin" as const } };
}

/**
 * What pods find in a cluster that the stack has made; in one that is there nothing is made.
 * @param opts with the providers of both, aws and kubernetes
 * @returns what brokers and the application depend on
 */
export async function clusterServices(
  settings: AwsSettings,
  stack: string,
  opts: ComponentResourceOptions,
  { cluster, keys, network }: { cluster: HostedCluster; keys: AwsKeys; network: Network },
): Promise<Resource[]> {
  const { region, eks } = settings.aws;
  if (eks.mode === "existing") return [];
  const tags = tagsOf(settings, stack);
  const production = settings.environment === "production";
  const { EksStorage } = await import("../../../components/kubernetes/eks/storage.ts");
  const storage = new EksStorage(names.storage, { key: keys.data, protection: production, tags }, opts);
  const ready = [...storage.ready];
  const monitoring = settings.kubernetes.monitoring.map(namespacePeer);
  if (eks.autoscaling.enabled) {
    const { Karpenter } = await import("../../../components/kubernetes/eks/karpenter/karpenter.ts");
    const { cpu, memoryGi, capacity, architectures = architecturesOf(eks) } = eks.autoscaling;
    const args = {
      version: karpenter.version,
      namespace: "karpenter",
      region,
      cluster,
      network,
      key: keys.data,
      diskGb: Math.max(...Object.values(eks.nodes).map(({ diskGb }) => diskGb)),
      architectures,
      capacity,
      limits: { cpu, memoryGi },
      replicas: 2,
      monitoring,
      tags,
    };
    ready.push(...new Karpenter(names.karpenter, args, opts).ready);
  }
  if (eks.loadBalancers) {
    const { LoadBalancerController } = await import("../../../components/kubernetes/eks/load-balancers/controller.ts");
    const args = {
      version: loadBalancerController.version,
      namespace: "load-balancers",
      region,
      cluster,
      network: network.id,
      replicas: 2,
      monitoring,
      tags,
    };
    ready.push(...new LoadBalancerController(names.loadBalancers, args, opts).ready);
  }
  return ready;
}

/** Of the groups: an image that runs on them runs on such nodes, too. */
function architecturesOf({ nodes }: Created): ("amd64" | "arm64")[] {
  const kinds = Object.values(nodes).map(({ instanceTypes }) => (instanceTypes.every(isArm) ? "arm64" : "amd64"));
  return (["amd64", "arm64"] as const).filter((kind) => kinds.includes(kind));
}
