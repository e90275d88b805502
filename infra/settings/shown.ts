/** What stands at a place of the settings, as text for an error: short, and never a secret's value. */

const hiddenKey = /pass(word|phrase)|secret|token|credential|jaas|(^|[a-z.])key$/i;
const longest = 60;

/**
 * @param value what stands there
 * @param path the keys that lead to it: scalars at or below one that names a secret are not shown
 */
export function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return `an object with ${Object.keys(value).join(", ") || "no keys"}`;
  if (path.some((segment) => typeof segment === "string" && hiddenKey.test(segment)))
    return `a ${typeof value} that is not shown`;
  const text =
    typeof value === "string" ? JSON.stringify(withoutPassword(value)) : String(value as number | boolean | bigint);
  return text.length > longest ? `${text.slice(0, longest)}... (${text.length} characters)` : text;
}

/** user:password@host -> [hidden]@host */
function withoutPassword(text: string): string {
  return text.replace(/[^\s/@,]+:[^\s/@,]+@/g, "[hidden]@");
}

/** What stands at a path. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, segment) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[segment] : undefined,
    root,
  );
}
