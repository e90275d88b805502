/** The volumes of a pool that hold data: as its node pool says, or, when that is gone, the claims that were kept. */
import type { Look } from "./look.ts";

export interface VolumeThere {
  bytes: number;
  /** As the node pool names it; undefined: the default. */
  named: string | undefined;
  /** Which one it really is of; undefined: not known. */
  storageClass: string | undefined;
  /** False: there are claims alone. */
  ofPool: boolean;
}

/** @returns by the volume's number */
export function volumesThere(
  { pools, claims = [], storageClasses = [] }: Look,
  name: string,
): Map<number, VolumeThere> {
  const own = claims.filter(({ pool }) => pool === name);
  const volumes = pools?.find((pool) => pool.name === name)?.volumes;
  const byDefault = storageClasses.find(({ isDefault }) => isDefault)?.name;
  const claimed = (of: number) => own.find(({ id }) => id === of)?.storageClass;
  if (volumes !== undefined)
    return new Map(
      volumes.map(({ id, bytes, storageClass: named }) => [
        id,
        { bytes, named, storageClass: claimed(id) ?? named ?? byDefault, ofPool: true },
      ]),
    );
  const found = new Map<number, VolumeThere>();
  for (const { id, bytes, storageClass } of own) {
    const most = Math.max(bytes, found.get(id)?.bytes ?? 0);
    found.set(id, { bytes: most, named: storageClass, storageClass, ofPool: false });
  }
  return found;
}
