/** Brokers: version, size and number go together, and their configuration is what AWS lets one set. */
import { defaultZones } from "../../../../components/aws/regions.ts";
import { instanceTypes, mostBrokers } from "../../../../components/kafka/msk/limits.ts";
import { mayBeSet, ownProperties, settableProperties } from "../../../../components/kafka/msk/properties.ts";
import { type ProvisionedTier, versionsOf } from "../../../../components/kafka/msk/versions.ts";
import { DEFAULT_ZONES, mskNodes, mskZones } from "../../kafka/msk-defaults.ts";
import { nearest } from "../../nearest.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

export function brokerProblems(tier: ProvisionedTier, msk: MskView, view: View): Problem[] {
  return [
    ...versionProblems(tier, msk),
    ...sizeProblems(tier, msk),
    ...numberProblems(tier, msk),
    ...zoneProblems(tier, msk, view),
    ...propertyProblems(tier, msk),
  ];
}

function versionProblems(tier: ProvisionedTier, { version }: MskView): Problem[] {
  const known = versionsOf(tier);
  if (version === undefined || known.includes(version)) return [];
  const allowed = `${known.join(", ")}: those that ${tier} brokers run`;
  return [{ path: "kafka.version", given: JSON.stringify(version), allowed }];
}

function sizeProblems(tier: ProvisionedTier, { instanceType: given }: MskView): Problem[] {
  if (given === undefined || instanceTypes[tier].includes(given)) return [];
  const why = given === "kafka.t3.small" ? "; KRaft has no t3 broker" : "";
  const near = nearest(given, [...instanceTypes[tier]]);
  return [
    {
      path: "kafka.instanceType",
      given: JSON.stringify(given),
      allowed: `a size of ${tier} brokers (${instanceTypes[tier].join(", ")})${why}`,
      ...(near === undefined ? {} : { nearest: near }),
    },
  ];
}

function numberProblems(tier: ProvisionedTier, msk: MskView): Problem[] {
  const zones = mskZones(msk);
  const nodes = mskNodes(tier, msk);
  const problems: Problem[] = [];
  if (tier === "express" && zones !== DEFAULT_ZONES)
    problems.push({ path: "kafka.zones", given: String(zones), allowed: "3: Express brokers are in three zones" });
  if (nodes % zones !== 0)
    problems.push({
      path: "kafka.nodes",
      given: String(nodes),
      allowed: `a multiple of kafka.zones, which is ${zones}: each zone has the same number of brokers`,
    });
  if (nodes > mostBrokers)
    problems.push({
      path: "kafka.nodes",
      given: String(nodes),
      allowed: `at most ${mostBrokers}, before AWS raises the quota of the account`,
    });
  return problems;
}

/** Brokers have a subnet in each of their zones, of the network's first ones unless they are named. */
function zoneProblems(tier: ProvisionedTier, msk: MskView, { aws }: View): Problem[] {
  const { network, region } = aws ?? {};
  if (msk.publicSubnets !== undefined || network === undefined || region === undefined) return [];
  const made = network.mode === "create";
  const there = made ? (network.zones ?? defaultZones(region)).length : network.subnets.length;
  const zones = mskZones(msk);
  // Fewer than two are told of the network itself.
  if (there < 2 || zones <= there) return [];
  const path = made ? "aws.network.zones" : "aws.network.subnets";
  if (tier === "express")
    return [{ path, given: `${there} zones`, allowed: `${DEFAULT_ZONES}: Express brokers are in three zones` }];
  const given = msk.zones === undefined ? `missing, which means ${zones}` : String(zones);
  return [{ path: "kafka.zones", given, allowed: `${there}, as many as the network has, or more of ${path}` }];
}

function propertyProblems(tier: ProvisionedTier, { config = {} }: MskView): Problem[] {
  const own = ownProperties(tier, DEFAULT_ZONES);
  return Object.entries(config).flatMap(([key, value]) => {
    const path = `kafka.config.${key}`;
    if (key in own) return [{ path, given: value, allowed: `nothing: it is always ${own[key]}, or of each topic` }];
    if (mayBeSet(key, tier)) return [];
    const known = settableProperties(tier);
    const near = nearest(key, known);
    return [
      {
        path,
        given: "a property that AWS sets by itself",
        allowed: `on ${tier} brokers ${known.filter((name) => !(name in own)).join(", ")}`,
        ...(near === undefined ? {} : { nearest: near }),
      },
    ];
  });
}
