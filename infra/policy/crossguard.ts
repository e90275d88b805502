/** Between what @pulumi/policy gives to a policy and what rules take. */
import { Secret } from "@pulumi/policy";
import { UNKNOWN } from "./read.ts";
import type { Mend } from "./rule.ts";

/**
 * @pulumi/policy 1.21.0 hands properties out behind proxies, which throw where a value is not known yet and unwrap secrets. What lies behind them
 * it gives under this name (its proxy.js and secret.js).
 */
const TARGET = "__getSpecialProxyTarget";
const IS_PROXY = "__isSpecialProxy";

/** What is not known yet, by kind (@pulumi/pulumi: runtime/rpc.js; the engine's plugin/rpc.go has the others). */
const unknowns = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

function behind(value: unknown): unknown {
  let current = value;
  while (typeof current === "object" && current !== null && (current as Record<string, unknown>)[IS_PROXY] === true)
    current = (current as Record<string, unknown>)[TARGET];
  return current;
}

/** Plain inputs, and the paths of secrets: complete where secrets were kept, as they are for remedies, and empty elsewhere. */
export function readProps(props: Record<string, unknown>): {
  inputs: Record<string, unknown>;
  secrets: ReadonlySet<string>;
} {
  const secrets = new Set<string>();
  const walk = (proxied: unknown, path: string): unknown => {
    const value = behind(proxied);
    if (value instanceof Secret) {
      secrets.add(path);
      return walk((value as unknown as { value: unknown }).value, path);
    }
    if (typeof value === "string") return unknowns.has(value) ? UNKNOWN : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((member, index) => walk(member, `${path}[${index}]`));
    // Files and archives.
    if (Object.getPrototypeOf(value) !== Object.prototype) return UNKNOWN;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, walk(member, path === "" ? key : `${path}.${key}`)]),
    );
  };
  return { inputs: walk(props, "") as Record<string, unknown>, secrets };
}

/** The properties with what mends them; undefined where there is nothing to mend. What is secret or not known yet stays so. */
export function mended(
  props: Record<string, unknown>,
  mends: readonly Mend[],
  secret: (value: unknown) => unknown,
): Record<string, unknown> | undefined {
  if (mends.length === 0) return undefined;
  let result: unknown = behind(props);
  for (const mend of mends)
    result = changed(result, mend.keys, (value) => ("value" in mend ? mend.value : secret(value)));
  return result as Record<string, unknown>;
}

function changed(
  of: unknown,
  [key, ...rest]: readonly (string | number)[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(of);
  const value = behind(of);
  if (value instanceof Secret) return value;
  if (Array.isArray(value))
    return value.map((member, index) => (index === key ? changed(member, rest, change) : member));
  const holder = (value ?? {}) as Record<string | number, unknown>;
  return { ...holder, [key]: changed(holder[key], rest, change) };
}
