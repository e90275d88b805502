/** Rights name topics that there are: a misspelt one would be a right to nothing, found out at run time. */
import { matches } from "../../../components/kafka/access-rules.ts";
import { nearest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function accessProblems(view: View): Problem[] {
  if (!view.mapsKnown) return [];
  const names = Object.values(view.topics).map(({ name }) => name);
  return Object.entries(view.access).flatMap(([principal, spec]) => {
    const base = `kafka.access.${principal}`;
    const patterns = [
      ...(spec?.produce ?? []).map((pattern, index) => ({ path: `${base}.produce[${index}]`, pattern })),
      ...(spec?.consume ?? []).map(({ topic }, index) => ({ path: `${base}.consume[${index}].topic`, pattern: topic })),
      ...(spec?.observe ?? []).map(({ topic }, index) => ({ path: `${base}.observe[${index}].topic`, pattern: topic })),
    ];
    return patterns
      .filter(({ pattern }) => pattern !== "*" && !names.some((name) => matches(pattern, name)))
      .map(({ path, pattern }) => unknownTopic(path, pattern, names));
  });
}

function unknownTopic(path: string, pattern: string, names: string[]): Problem {
  const near = nearest(pattern, names);
  return {
    path,
    given: JSON.stringify(pattern),
    allowed:
      names.length === 0
        ? "nothing, because kafka.topics is empty"
        : `the name of a topic (${names.join(", ")}), a prefix of one with * at its end, or *`,
    ...(near === undefined ? {} : { nearest: near }),
  };
}
