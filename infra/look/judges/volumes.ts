/**
 * Volumes that hold data grow, where their class lets them, and nothing else: Strimzi would leave any other change undone with a
 * warning, so that settings and cluster would differ for good (StorageDiff and PvcReconciler of 1.2.0).
 */
import type { Problem } from "../../settings/problem.ts";
import type { Look } from "../look.ts";
import { GIB } from "../quantity.ts";
import { type VolumeThere, volumesThere } from "../volumes-there.ts";
import { given, type WantedPool, wantedPools } from "../wanted.ts";
import type { Judge } from "./judge.ts";

type Volume = WantedPool["pool"]["volumes"][number];

export const volumeProblems: Judge = (look, settings) =>
  wantedPools(settings).flatMap(({ name, path, pool }) => {
    const there = volumesThere(look, name);
    const least = Math.max(-1, ...there.keys()) + 1;
    const gone: Problem[] =
      pool.volumes.length >= least
        ? []
        : [
            {
              path: `${path}.volumes`,
              given: `a list of ${pool.volumes.length}`,
              allowed: `at least the ${least} that are there: a volume that holds data is not taken away`,
            },
          ];
    const changed = pool.volumes.flatMap((volume, id) => {
      const now = there.get(id);
      const at = `${path}.volumes[${id}]`;
      return now === undefined ? [] : [...sizeProblems(look, at, volume, now), ...classProblems(at, volume, now)];
    });
    return [...gone, ...changed];
  });

function sizeProblems({ storageClasses }: Look, path: string, { sizeGi }: Volume, now: VolumeThere): Problem[] {
  const nowGi = now.bytes / GIB;
  const at = { path: `${path}.sizeGi`, given: String(sizeGi) };
  if (sizeGi < nowGi) return [{ ...at, allowed: `at least ${Math.ceil(nowGi)}, which it has: a volume never shrinks` }];
  const of = storageClasses?.find(({ name }) => name === now.storageClass);
  if (sizeGi === nowGi || of === undefined || of.expands) return [];
  return [
    {
      ...at,
      allowed: `${nowGi}, which it has, with one volume more at the end of ${path.replace(/\[\d+\]$/, "")}: storage class ${of.name} does not let volumes grow (allowVolumeExpansion)`,
    },
  ];
}

function classProblems(path: string, { storageClass }: Volume, now: VolumeThere): Problem[] {
  // Of claims alone nobody knows whether their class was named or the default.
  const same = now.ofPool
    ? storageClass === now.named
    : storageClass === undefined || storageClass === now.storageClass;
  if (same) return [];
  return [
    {
      path: `${path}.storageClass`,
      given: given(storageClass, "the default"),
      allowed: `${now.named ?? "none"}, as when the volume was made: data does not move to another class`,
    },
  ];
}
