/**
 * Definitions of an operator's custom resources, as resources of their own: Helm never upgrades those of a chart. The files of its release
 * stand beside the component that installs it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Definition {
  apiVersion: "apiextensions.k8s.io/v1";
  kind: "CustomResourceDefinition";
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { group: string; scope: string; names: { kind: string; plural: string }; versions: any[] };
}

/**
 * By kind, e.g. KafkaTopic.
 * @param folder of files, a definition each: YAML as it was published, or JSON as infra/setup/definitions.ts makes it
 */
export function definitionsIn(folder: URL): Record<string, Definition> {
  const found = readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      return (name.endsWith(".json") ? JSON.parse(text) : parse(text)) as Definition;
    });
  return Object.fromEntries(found.map((definition) => [definition.spec.names.kind, definition]));
}
