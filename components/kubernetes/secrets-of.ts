/** Which Secrets a pod needs, by what its configuration refers to. */
import type { SecretRef } from "../../app/src/connection.ts";

/**
 * Names of Secrets, each once and in a fixed order.
 * @param configuration anything that holds references, such as a connection
 */
export function secretsOf(configuration: unknown): string[] {
  const found = referencesIn(configuration).filter(({ store }) => store !== "env" && store !== "file");
  return [...new Set(found.map(({ name }) => name))].sort();
}

/** Every object of it that has the shape of a reference. */
function referencesIn(value: unknown): SecretRef[] {
  if (typeof value !== "object" || value === null) return [];
  if ("store" in value && "name" in value) return [value as SecretRef];
  return Object.values(value).flatMap(referencesIn);
}
