/**
 * Definitions of an operator's custom resources, as resources of their own: Helm never upgrades those of a chart. The files of its release
 * stand beside the component that installs it.
 */
import { readdirSync, readFileSync } from "node:fs";

export interface Definition {
  apiVersion: "apiextensions.k8s.io/v1";
  kind: "CustomResourceDefinition";
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { group: string; scope: string; names: { kind: string; plural: string }; versions: any[] };
}

/**
 * By kind, e.g. KafkaTopic.
 * @param folder of JSON files, a definition each, as infra/setup/definitions.ts makes them: read in a hundredth of the time that YAML takes
 */
export function definitionsIn(folder: URL): Record<string, Definition> {
  const found = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Definition);
  return Object.fromEntries(found.map((definition) => [definition.spec.names.kind, definition]));
}
