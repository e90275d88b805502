/**
 * Regions by cloud, from one table: Confluent Cloud's own on AWS, and all that the cloud has elsewhere, where Confluent's list was not to be read
 * whole. The service itself refuses the rest.
 */
import type { ConfluentCloud } from "./kinds.ts";
import table from "./regions.json" with { type: "json" };

/** @returns what a region is to be instead; undefined: it may be one of them */
export function regionProblem(cloud: ConfluentCloud, region: string): string | undefined {
  const { whose, regions, checked } = table[cloud];
  return regions.includes(region)
    ? undefined
    : `a region of ${cloud} that ${whose} has: ${regions.join(", ")} (${checked})`;
}
