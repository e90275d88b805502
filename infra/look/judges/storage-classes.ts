/** Storage classes that the settings name are there, and there is a default one where they name none. */
import type { Problem } from "../../settings/problem.ts";
import { volumesThere } from "../volumes-there.ts";
import { wantedPools } from "../wanted.ts";
import { enumerated, type Judge } from "./judge.ts";

export const storageClassProblems: Judge = (look, settings) => {
  const { storageClasses } = look;
  if (storageClasses === undefined) return [];
  const names = storageClasses.map(({ name }) => name);
  const hasDefault = storageClasses.some(({ isDefault }) => isDefault);
  return wantedPools(settings).flatMap(({ name, path, pool }) => {
    const there = volumesThere(look, name);
    return pool.volumes.flatMap(({ storageClass }, id): Problem[] => {
      const at = `${path}.volumes[${id}].storageClass`;
      if (storageClass !== undefined)
        return names.includes(storageClass)
          ? []
          : [{ path: at, given: JSON.stringify(storageClass), allowed: oneOf(names) }];
      // A volume that is there has its class already.
      if (hasDefault || there.has(id)) return [];
      return [{ path: at, given: "missing", allowed: `${oneOf(names)}; none of them is the default` }];
    });
  });
};

function oneOf(names: string[]): string {
  return names.length === 0 ? "a storage class; the cluster has none" : `a class that is there: ${enumerated(names)}`;
}
