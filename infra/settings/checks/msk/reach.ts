/** Where it is, and who may come in: AWS wants public subnets from the first day, and opens a cluster only once it is there. */
import { regionsSource, regionsWith } from "../../../../components/aws/regions.ts";
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import { mskParts, mskZones } from "../../kafka/msk-defaults.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

export function reachProblems(tier: MskTier, msk: MskView, view: View): Problem[] {
  return [
    ...regionProblems(tier, msk, view),
    ...(tier === "serverless"
      ? []
      : [...subnetProblems(msk), ...publicProblems(msk), ...connectionProblems(msk, view)]),
  ];
}

/** What is asked for of a region, in the words of a sentence. */
const wanted = {
  msk: "MSK",
  "msk-serverless": "MSK Serverless",
  "acm-pca": "AWS Private CA, which kafka.authority makes",
};

function regionProblems(tier: MskTier, { authority }: MskView, { aws }: View): Problem[] {
  const region = aws?.region;
  if (region === undefined) return [];
  const services: (keyof typeof wanted)[] = [
    "msk",
    ...(tier === "serverless" ? ["msk-serverless" as const] : []),
    ...(authority?.mode === "create" ? ["acm-pca" as const] : []),
  ];
  const lacks = services.find((service) => !regionsWith(service).includes(region));
  if (lacks === undefined) return [];
  const allowed = `a region that has ${wanted[lacks]} (${regionsWith(...services).join(", ")}; ${regionsSource})`;
  return [{ path: "aws.region", given: JSON.stringify(region), allowed }];
}

function subnetProblems(msk: MskView): Problem[] {
  const { publicSubnets } = msk;
  const zones = mskZones(msk);
  if (publicSubnets === undefined || new Set(publicSubnets).size === zones) return [];
  return [
    {
      path: "kafka.publicSubnets",
      given: `${new Set(publicSubnets).size} subnets`,
      allowed: `one for each of kafka.zones, which is ${zones}`,
    },
  ];
}

function publicProblems({ reach, publicSubnets, monitoring = mskParts.monitoring }: MskView): Problem[] {
  if (reach?.mode !== "public") return [];
  const problems: Problem[] = [];
  if (publicSubnets === undefined)
    problems.push({
      path: "kafka.publicSubnets",
      given: "missing",
      allowed: "the subnets that the brokers have been in from their first day, because kafka.reach.mode is public",
    });
  if (monitoring.open)
    problems.push({
      path: "kafka.monitoring.open",
      given: "true",
      allowed:
        "false, because kafka.reach.mode is public: KRaft clusters cannot have both (Amazon MSK developer guide, client-access)",
    });
  reach.cidrs.forEach((cidr, index) => {
    if (cidr.endsWith("/0"))
      problems.push({
        path: `kafka.reach.cidrs[${index}]`,
        given: JSON.stringify(cidr),
        allowed: "ranges of known addresses, and not the whole internet",
      });
  });
  return problems;
}

/**
 * A connection is for one login, which somebody must have, and in each zone of the brokers
 * (Amazon MSK developer guide, aws-access-mult-vpc, looked up 2026-11-28: as many subnets as the cluster has).
 */
function connectionProblems(msk: MskView, { access }: View): Problem[] {
  const { reach } = msk;
  if (reach?.mode !== "multi-vpc") return [];
  const used = new Set(Object.values(access).map((spec) => spec?.auth));
  const zones = mskZones(msk);
  return Object.entries(reach.connections).flatMap(([key, { auth, subnets }]) => {
    const path = `kafka.reach.connections.${key}`;
    const problems: Problem[] = [];
    if (!used.has(auth))
      problems.push({
        path: `${path}.auth`,
        given: JSON.stringify(auth),
        allowed: `a login that a principal of kafka.access uses (${[...used].filter(Boolean).join(", ") || "none yet"})`,
      });
    const different = new Set(subnets).size;
    if (different !== zones)
      problems.push({
        path: `${path}.subnets`,
        given: `${different} subnets`,
        allowed: `one in each zone of the brokers: kafka.zones is ${zones}`,
      });
    return problems;
  });
}
