/** Kafka as Amazon MSK runs it: which version on which brokers, and until when. Only KRaft: new clusters with ZooKeeper have no future. */

export type MskTier = "standard" | "express" | "serverless";
/** Tiers whose brokers have a size and a version. */
export type ProvisionedTier = Exclude<MskTier, "serverless">;

export interface MskVersionRow {
  /** As MSK's API takes it. */
  version: string;
  tiers: readonly ProvisionedTier[];
  /** ISO date: MSK upgrades clusters on its own, and without a word, at any time after it. Unknown where AWS names none. */
  end: string;
}

/**
 * Newest first.
 * Sources, looked up 2026-11-27: Amazon MSK developer guide, supported-kafka-versions and msk-broker-types-express (Express: KRaft from 3.9,
 * and 3.9 and 4.2 only); aws/aws-cdk, aws-msk-alpha cluster-version.ts; github.com/badmintoncryer/cdk-preflight, which asked the API on
 * 2026-09-14 (pf-msk-express-kafka-version); ends: endoflife.date/amazon-msk.
 */
export const mskVersions = [
  { version: "4.2.x.kraft", tiers: ["express"], end: "unknown" },
  { version: "4.1.x.kraft", tiers: ["standard"], end: "unknown" },
  { version: "4.0.x.kraft", tiers: ["standard"], end: "unknown" },
  { version: "3.9.x.kraft", tiers: ["standard", "express"], end: "unknown" },
  { version: "3.8.x.kraft", tiers: ["standard"], end: "unknown" },
  { version: "3.7.x.kraft", tiers: ["standard"], end: "2026-09-01" },
] as const satisfies readonly MskVersionRow[];

export type MskVersion = (typeof mskVersions)[number]["version"];

export const mskVersionNames = mskVersions.map(({ version }) => version);

/** Newest first. */
export function versionsOf(tier: ProvisionedTier): MskVersion[] {
  return mskVersions
    .filter(({ tiers }) => (tiers as readonly ProvisionedTier[]).includes(tier))
    .map((row) => row.version);
}

/** What a cluster gets unless the settings name one: the newest of its tier. */
export function defaultVersion(tier: ProvisionedTier): MskVersion {
  return versionsOf(tier)[0]!;
}

/**
 * Below 0 when `a` is older: the provider replaces a cluster, and all that it holds, whose version is lowered
 * (terraform-provider-aws, service/kafka/cluster.go: ForceNewIfChange of kafka_version).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left[0] - right[0] || left[1] - right[1];
}

function numbers(version: string): [number, number] {
  const [major, minor] = version.split(".").map(Number);
  return [major ?? 0, minor ?? 0];
}
