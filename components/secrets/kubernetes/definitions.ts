/**
 * External Secrets Operator's definitions: those that it needs when it looks after one namespace. The files are those of its release 2.9.0
 * (Apache License 2.0), as JSON and without descriptions, which are two thirds of them and which no API server judges by:
 * infra/setup/definitions.ts makes them.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Definition } from "../../kubernetes/definitions.ts";

const folder = new URL("crds/", import.meta.url);

/** By kind, e.g. ExternalSecret. */
export function externalSecretsDefinitions(): Record<string, Definition> {
  const found = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Definition);
  return Object.fromEntries(found.map((definition) => [definition.spec.names.kind, definition]));
}
