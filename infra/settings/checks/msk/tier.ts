/** Keys that only some tiers have. A part that is undefined is not there, or is told of elsewhere. */
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";

export type MskView = NonNullable<View["msk"]>;

const brokers = "AWS decides how many brokers there are, and how they are";
const onlyOf: Partial<Record<keyof MskView, { tiers: MskTier[]; why: string }>> = {
  version: { tiers: ["standard", "express"], why: brokers },
  nodes: { tiers: ["standard", "express"], why: brokers },
  zones: { tiers: ["standard", "express"], why: "it is in all zones of the network" },
  instanceType: { tiers: ["standard", "express"], why: brokers },
  config: { tiers: ["standard", "express"], why: brokers },
  monitoring: { tiers: ["standard", "express"], why: "it tells CloudWatch what it tells" },
  logs: { tiers: ["standard", "express"], why: "brokers' logs are not given out" },
  reach: { tiers: ["standard", "express"], why: "it is in the stack's own network only" },
  publicSubnets: { tiers: ["standard", "express"], why: "it is in the stack's own network only" },
  authority: { tiers: ["standard", "express"], why: "it knows roles only" },
  storage: { tiers: ["standard"], why: "its storage is AWS' own" },
  rebalancing: { tiers: ["express"], why: "only Express brokers have it" },
};

export function tierProblems(tier: MskTier, msk: MskView): Problem[] {
  return Object.entries(onlyOf)
    .filter(([key, { tiers }]) => msk[key as keyof MskView] !== undefined && !tiers.includes(tier))
    .map(([key, { tiers, why }]) => ({
      path: `kafka.${key}`,
      given: "set",
      allowed: `nothing, because kafka.tier is ${tier}: ${why}; ${key} is for ${tiers.join(" and ")}`,
    }));
}
