/** A way from one version to another by jumps that a judge allows. */
import { compareVersions } from "../compare-versions.ts";

/**
 * @param judge what is wrong with one jump; nothing: it is allowed
 * @returns the versions after `from`, `to` the last, in as few jumps as can be; undefined: there is no way. Empty: nothing to do
 */
export function wayBetween(
  from: string,
  to: string,
  known: readonly string[],
  judge: (from: string, to: string) => readonly unknown[],
): string[] | undefined {
  if (compareVersions(from, to) === 0) return [];
  const ways: string[][] = [[]];
  const been = new Set([from]);
  for (const way of ways) {
    const at = way.at(-1) ?? from;
    if (judge(at, to).length === 0) return [...way, to];
    for (const next of known) {
      if (been.has(next) || judge(at, next).length > 0) continue;
      been.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}
