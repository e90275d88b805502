/** Where resources are, and how large they may be: both by setting. */
import { finding, listOf, placesOf, UNKNOWN } from "../read.ts";
import type { Context, Finding, ResourceRule } from "../rule.ts";
import { largestOf, rankOf } from "./sizes.ts";

/** Where a region stands, by type. */
const regions: Record<string, string[]> = {
  "pulumi:providers:aws": ["region"],
  "pulumi:providers:gcp": ["region"],
  "gcp:compute/address:Address": ["region"],
  "gcp:compute/forwardingRule:ForwardingRule": ["region"],
  "confluentcloud:index/kafkaCluster:KafkaCluster": ["region"],
  "confluentcloud:index/network:Network": ["region"],
  "azure-native:network:PrivateEndpoint": ["location"],
};

/** Those of policy.regions, else those that the stack's own settings name. */
function allowedRegions({ settings }: Context): string[] {
  if (settings.policy.regions !== undefined) return settings.policy.regions;
  const { kafka } = settings;
  return [
    settings.cloud === "aws" ? settings.aws.region : undefined,
    settings.cloud === "gcp" ? settings.gcp.region : undefined,
    settings.cloud === "azure" ? settings.azure.location : undefined,
    kafka.backend === "confluent" ? kafka.region : undefined,
  ].filter((region) => region !== undefined);
}

export const allowedRegionsRule: ResourceRule = {
  name: "allowed-regions",
  level: "mandatory",
  severity: "high",
  about:
    "Everything is in a region of policy.regions; where that is left out, in the region that the stack's settings name.",
  mend: "Choose another region, or add this one to policy.regions.",
  check({ type, inputs }, context) {
    const allowed = allowedRegions(context);
    return (regions[type] ?? []).flatMap((path) =>
      placesOf(inputs, path)
        .filter(({ value }) => typeof value === "string" && value !== UNKNOWN && !allowed.includes(value))
        .map((place) => finding(place.path, place.value, allowed.join(", ") || "no region")),
    );
  },
};

/** Where types of machines stand. */
const machines: Record<string, string> = {
  "aws:msk/cluster:Cluster": "brokerNodeGroupInfo.instanceType",
  "aws:eks/nodeGroup:NodeGroup": "instanceTypes[]",
  "aws:ec2/instance:Instance": "instanceType",
};

function machineFindings(type: string, inputs: Record<string, unknown>, largest: string): Finding[] {
  const path = machines[type];
  if (path === undefined) return [];
  return placesOf(inputs, path)
    .filter(({ value }) => typeof value === "string" && (rankOf(value) ?? 0) > (rankOf(largest) ?? 0))
    .map((place) => finding(place.path, place.value, `sizes up to ${largest}`));
}

export const allowedSizes: ResourceRule = {
  name: "allowed-sizes",
  level: "mandatory",
  severity: "medium",
  about: "Machines and units of Confluent Cloud are no larger than policy.largest allows.",
  mend: "Choose a smaller size, or raise policy.largest.instance or policy.largest.cku.",
  check({ type, inputs }, { settings }) {
    const { instance, cku } = largestOf(settings);
    if (type !== "confluentcloud:index/kafkaCluster:KafkaCluster") return machineFindings(type, inputs, instance);
    return listOf(inputs["dedicated"]).flatMap((dedicated) =>
      placesOf({ dedicated }, "dedicated.cku")
        .filter(({ value }) => typeof value === "number" && value > cku)
        .map((place) => finding(place.path, place.value, `at most ${cku}`)),
    );
  },
};
