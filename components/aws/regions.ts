/** What AWS has where: partitions, services and zones of regions, from one table. */
import table from "./regions.json" with { type: "json" };

/** Services that this project asks for by region. */
export type RegionalService = "acm-pca" | "athena" | "eks" | "glue" | "msk" | "msk-serverless" | "s3tables";

interface Region {
  partition: string;
  services: string[];
  /** Letters; absent where the table's source did not ask. */
  zones?: string[];
}

const regions: Record<string, Region> = table.regions;
export const regionsSource = `${table.source}, ${table.checked}`;

/** Partitions whose names of services and endpoints are those of the components: the others have other suffixes. */
const partitions = ["aws", "aws-us-gov"];

/** Most zones that a network spans, and the letters that they may have: each letter has its range of addresses. */
export const ZONE_LETTERS = ["a", "b", "c", "d", "e", "f"] as const;

/** Regions that a stack may be in and that have all of these services, in the alphabet's order. */
export function regionsWith(...services: RegionalService[]): string[] {
  return Object.entries(regions)
    .filter(
      ([, { partition, services: has }]) => partitions.includes(partition) && services.every((of) => has.includes(of)),
    )
    .map(([name]) => name)
    .sort();
}

/** Whether the table knows the region and it has the service. */
export function hasService(region: string, service: RegionalService): boolean {
  return regionsWith(service).includes(region);
}

/** Second part of every ARN: aws, or aws-us-gov. */
export function partitionOf(region: string): string {
  return regions[region]?.partition ?? "aws";
}

/** Letters of the zones that the table has of a region; undefined: it has none of it. */
export function zoneLetters(region: string): string[] | undefined {
  return regions[region]?.zones;
}

/** The first three zones of a region, fewer where it has fewer: eu-central-1a, eu-central-1b, eu-central-1c. */
export function defaultZones(region: string): string[] {
  return (zoneLetters(region) ?? ["a", "b", "c"]).slice(0, 3).map((letter) => `${region}${letter}`);
}
