/** What a cluster that exists does not become, where it is known how it is: AWS would make it anew, or refuse it halfway. */
import { compareVersions, type MskTier } from "../../../../components/kafka/msk/versions.ts";
import type { Problem } from "../../problem.ts";

/** How a cluster is, or shall be. Undefined: not known. */
export interface MskShape {
  tier?: MskTier;
  name?: string;
  /** Such as 4.1.x.kraft. */
  version?: string;
  nodes?: number;
  zones?: number;
  /** GiB of a broker's disk. */
  sizeGi?: number;
  /** Whether disks grow by themselves: then a size is only a beginning. */
  scaled?: boolean;
}

const keep = (what: string) => `${what}, as it is; for another one a second cluster, and the topics moved to it`;

/** @param before the cluster that runs; undefined: there is none, and it may become anything */
export function mskChangeProblems(before: MskShape | undefined, now: MskShape): Problem[] {
  if (before === undefined) return [];
  const problems: Problem[] = [];
  const add = (path: string, given: unknown, allowed: string) =>
    void problems.push({ path: `kafka.${path}`, given: JSON.stringify(given), allowed });
  for (const key of ["tier", "name", "zones"] as const)
    if (before[key] !== undefined && now[key] !== undefined && before[key] !== now[key])
      add(key, now[key], keep(String(before[key])));
  if (before.version !== undefined && now.version !== undefined && compareVersions(now.version, before.version) < 0)
    add(
      "version",
      now.version,
      `${before.version} or newer: an older one would make the cluster anew, with no data in it`,
    );
  if (before.nodes !== undefined && now.nodes !== undefined && now.nodes < before.nodes)
    add("nodes", now.nodes, `at least ${before.nodes}: brokers hold partitions, which must be moved away first`);
  if (before.sizeGi !== undefined && now.sizeGi !== undefined && !now.scaled && now.sizeGi < before.sizeGi)
    add("storage.sizeGi", now.sizeGi, `at least ${before.sizeGi}: disks never shrink`);
  return problems;
}
