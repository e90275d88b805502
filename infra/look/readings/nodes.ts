/** Nodes, and whether more of them come when pods wait. */
import type { SeenNode } from "../look.ts";
import { amount, MIB } from "../quantity.ts";
import { list, type Reading } from "./reading.ts";

const ZONE = "topology.kubernetes.io/zone";

export const nodes: Reading<SeenNode[]> = {
  right: "list nodes",
  serves: "room and zones for pods",
  read: async (reader) => (await list(reader, "/api/v1/nodes")).map(seenNode),
};

/** Karpenter's API, which EKS' and AKS' automatic modes have, too; else the note that the cluster autoscaler keeps. */
export const autoscaled: Reading<boolean> = {
  right: "get the ConfigMap kube-system/cluster-autoscaler-status",
  serves: "whether more nodes come by themselves",
  read: async (reader, { groups }) =>
    groups.has("karpenter.sh") ||
    (await reader.get("/api/v1/namespaces/kube-system/configmaps/cluster-autoscaler-status", {
      metadataOnly: true,
    })) !== undefined,
};

function seenNode({ metadata, spec = {}, status = {} }: any): SeenNode {
  const ready = status.conditions?.some(({ type, status: is }: any) => type === "Ready" && is === "True") ?? false;
  const shut = spec.taints?.some(({ effect }: any) => effect !== "PreferNoSchedule") ?? false;
  return {
    name: metadata.name,
    zone: metadata.labels?.[ZONE],
    open: ready && !shut && spec.unschedulable !== true,
    cpu: amount(status.allocatable?.cpu),
    memoryMi: amount(status.allocatable?.memory) / MIB,
  };
}
