/** `kafka.backend: msk`: what the cluster is made of. */
import * as pulumi from "@pulumi/pulumi";
import { fitted } from "../../../components/aws/names.ts";
import type {
  MskClusterArgs,
  MskCommonArgs,
  MskExpressArgs,
  MskExternalSecrets,
  MskKeys,
} from "../../../components/kafka/msk/args.ts";
import type { KafkaClusterSpec } from "../../../components/kafka/select.ts";
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import type { Network, Subnet } from "../../../components/network/network.ts";
import { project } from "../../naming.ts";
import type { Place } from "../../pods/place.ts";
import { withRegistry } from "../../pods/registry.ts";
import { kafkaForScaling } from "../../pods/scaling.ts";
import type { MskKafka } from "../../settings/kafka/msk.ts";
import { mskInstanceType, mskNodes, mskParts, mskVersion, mskZones } from "../../settings/kafka/msk-defaults.ts";
import type { SettingsOf } from "../../settings.ts";
import { tagsOf } from "../../tags.ts";

type AwsSettings = SettingsOf<"aws">;

/** What it is named at AWS. */
export const mskClusterName = ({ name }: MskKafka, stack: string): string =>
  name ?? fitted("mskCluster", project, stack);

/**
 * @param eks whose pods are clients
 * @param store where External Secrets Operator reads users' passwords. Default: Pulumi writes the Secrets of pods
 */
export function mskSpec(
  settings: AwsSettings,
  kafka: MskKafka,
  stack: string,
  network: Network,
  eks: HostedCluster,
  keys: MskKeys,
  { namespace }: Place,
  store?: MskExternalSecrets,
): KafkaClusterSpec {
  const { topics, access } = kafkaForScaling(settings, withRegistry(settings));
  const common: MskCommonArgs = {
    clusterName: mskClusterName(kafka, stack),
    region: settings.aws.region,
    network,
    clients: { nodes: eks.securityGroup },
    keys: { data: keys.data, secrets: keys.secrets },
    pods: { cluster: eks, namespace },
    sizing: { nodes: mskNodes(kafka.tier, kafka) },
    topics,
    access,
    protection: settings.environment === "production",
    tags: tagsOf(settings, stack),
    ...(store === undefined ? {} : { externalSecrets: store }),
  };
  return { backend: "msk", args: { ...common, ...ofTier(kafka, network) } as MskClusterArgs };
}

type OfTier<A> = A extends unknown ? Omit<A, Exclude<keyof MskCommonArgs, "version">> : never;

function ofTier(kafka: MskKafka, network: Network): OfTier<MskClusterArgs> {
  const { tier, storage = mskParts.storage, rebalancing = true } = kafka;
  if (tier === "serverless") return { tier };
  const brokers = brokersOf(tier, kafka, network);
  return tier === "standard" ? { ...brokers, tier, storage } : { ...brokers, tier, rebalancing };
}

function brokersOf(tier: "standard" | "express", kafka: MskKafka, network: Network) {
  const { config = {}, monitoring = mskParts.monitoring, logs = mskParts.logs } = kafka;
  const { reach = { mode: "private" }, authority } = kafka;
  return {
    version: mskVersion(tier, kafka),
    instanceType: mskInstanceType(tier, kafka),
    config,
    monitoring,
    logs,
    reach,
    ...(authority === undefined ? {} : { authority }),
    subnets: subnetsOf(kafka, network),
  } satisfies Omit<OfTier<MskExpressArgs>, "tier" | "rebalancing">;
}

/** The given ones, or those of the network's first zones. */
function subnetsOf(kafka: MskKafka, network: Network): Subnet[] {
  const { publicSubnets } = kafka;
  if (publicSubnets === undefined) return network.privateSubnets.slice(0, mskZones(kafka));
  return publicSubnets.map((id, index) => ({ id: pulumi.output(id), zone: network.zones[index] ?? "", cidr: "" }));
}
