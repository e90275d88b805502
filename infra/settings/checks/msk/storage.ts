/** Disks of standard brokers. */
import { leastThroughput, mostThroughput, volumeGi } from "../../../../components/kafka/msk/limits.ts";
import type { ProvisionedTier } from "../../../../components/kafka/msk/versions.ts";
import { mskInstanceType } from "../../kafka/msk-defaults.ts";
import type { Problem } from "../../problem.ts";
import type { MskView } from "./tier.ts";

export function storageProblems(tier: ProvisionedTier, msk: MskView): Problem[] {
  const { storage } = msk;
  if (tier !== "standard" || !storage) return [];
  return [...scalingProblems(storage), ...throughputProblems(mskInstanceType(tier, msk), storage)];
}

type Storage = NonNullable<MskView["storage"]>;

/** Up to the size that there is, scaling would do nothing, and say nothing of it. */
function scalingProblems({ sizeGi, scaling }: Storage): Problem[] {
  if (!scaling || scaling.maxGi > sizeGi) return [];
  return [
    {
      path: "kafka.storage.scaling.maxGi",
      given: String(scaling.maxGi),
      allowed: `more than kafka.storage.sizeGi, which is ${sizeGi}, and at most ${volumeGi.most}`,
    },
  ];
}

function throughputProblems(instanceType: string, { sizeGi, throughputMibps }: Storage): Problem[] {
  if (throughputMibps === undefined) return [];
  const most = mostThroughput[instanceType];
  const problem = (path: string, given: number, allowed: string): Problem => ({
    path: `kafka.storage.${path}`,
    given: String(given),
    allowed,
  });
  if (most === undefined)
    return [
      problem(
        "throughputMibps",
        throughputMibps,
        `nothing, because kafka.instanceType is ${instanceType}; with ${Object.keys(mostThroughput).join(", ")} there is a choice`,
      ),
    ];
  if (throughputMibps < leastThroughput || throughputMibps > most)
    return [
      problem(
        "throughputMibps",
        throughputMibps,
        `${leastThroughput} to ${most}, because kafka.instanceType is ${instanceType}`,
      ),
    ];
  if (sizeGi < volumeGi.leastWithThroughput)
    return [problem("sizeGi", sizeGi, `at least ${volumeGi.leastWithThroughput}, because throughputMibps is set`)];
  return [];
}
