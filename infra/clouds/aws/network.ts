/** The network that everything of a stack on AWS is in. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { defaultZones } from "../../../components/aws/regions.ts";
import { interfaceEndpoints, metricsEndpoints } from "../../../components/network/aws-endpoints.ts";
import type { Network } from "../../../components/network/network.ts";
import type { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import { names } from "../../naming.ts";
import { tagsOf } from "../../tags.ts";
import type { Caller } from "./caller.ts";
import { clusterName } from "./cluster-name.ts";
import type { AwsSettings } from "./index.ts";
import { asksCloudWatch } from "./metrics.ts";

export async function networkOf(
  settings: AwsSettings,
  stack: string,
  opts: ComponentResourceOptions,
  { caller, keys }: { caller: Caller; keys: AwsKeys },
): Promise<Network> {
  const { region, network, eks } = settings.aws;
  if (network.mode === "existing") {
    const { existingNetwork } = await import("../../../components/network/existing.ts");
    return existingNetwork({ id: network.id, cidrs: network.cidrs, privateSubnets: network.subnets });
  }
  const { AwsNetwork } = await import("../../../components/network/aws.ts");
  const { cidr, flowLogs } = network;
  const production = settings.environment === "production";
  const args = {
    region,
    cidr,
    zones: zonesOf(settings),
    nat: network.nat ?? (production ? ("zone" as const) : ("one" as const)),
    ...endpointsOf(settings, network),
    ...(eks.mode === "create" ? { clusterName: clusterName(stack) } : {}),
    ...(flowLogs === false ? {} : { flowLogs: { retention: flowLogs, key: keys.data, account: caller.account } }),
    protection: production,
    tags: tagsOf(settings, stack),
  };
  return new AwsNetwork(names.network, args, opts);
}

/** Zones that the stack's nodes and brokers are in. */
export function zonesOf({ aws: { region, network } }: AwsSettings): string[] {
  return network.mode === "create" ? (network.zones ?? defaultZones(region)) : network.subnets.map(({ zone }) => zone);
}

/** Default: those that nodes and pods need in any network. */
function endpointsOf(
  settings: AwsSettings,
  { endpoints, nat }: Extract<AwsSettings["aws"]["network"], { mode: "create" }>,
): { endpoints?: string[] } {
  if (endpoints === "s3") return { endpoints: [] };
  if (nat !== "none" || !asksCloudWatch(settings)) return {};
  return { endpoints: [...interfaceEndpoints, ...metricsEndpoints].map(({ service }) => service) };
}

/** Nodes are in the network's zones, unless somebody says otherwise. */
export function withZones(settings: AwsSettings): AwsSettings {
  const { kubernetes } = settings;
  return kubernetes.zones.length > 0
    ? settings
    : { ...settings, kubernetes: { ...kubernetes, zones: zonesOf(settings) } };
}
