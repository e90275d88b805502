/** Values that Pulumi keeps encrypted: `{ secure: ... }` in a stack file. Settings hold references to secrets, never secrets. */
import { type Problem, pathText } from "./problem.ts";
import { valueAt } from "./shown.ts";

/** Where `secure:` stands in the settings. */
export function securePaths(raw: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  if (typeof raw !== "object" || raw === null) return [];
  if (isSecure(raw)) return [path];
  const entries = Array.isArray(raw) ? raw.map((value, index) => [index, value] as const) : Object.entries(raw);
  return entries.flatMap(([key, value]) => securePaths(value, [...path, key]));
}

function isSecure(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "secure" && typeof (value as { secure: unknown }).secure === "string";
}

/**
 * A secret in a setting would end up in the plain part of some resource's state, whichever engine decrypts it. Other namespaces'
 * keys, such as aws:secretKey, are the providers' own and may be secure.
 */
export function secureProblem(path: readonly PropertyKey[]): Problem {
  return {
    path: pathText(path),
    given: "an encrypted value",
    allowed:
      "a plain value; a secret is named by reference, such as { store: file, name: secrets/... } or { store: env, name: ... }",
  };
}

/** The settings without them: nothing can be concluded from what nobody can read. */
export function withoutSecure(raw: Record<string, unknown>, paths: PropertyKey[][]): Record<string, unknown> {
  const copy = structuredClone(raw);
  for (const path of paths) {
    const holder = valueAt(copy, path.slice(0, -1)) as Record<PropertyKey, unknown>;
    holder[path.at(-1)!] = undefined;
  }
  return copy;
}
