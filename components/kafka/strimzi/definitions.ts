/**
 * Strimzi's definitions as resources of their own, as Helm never upgrades those of a chart. The files are those of its release 1.2.0
 * (Apache License 2.0), unchanged.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Definition {
  apiVersion: "apiextensions.k8s.io/v1";
  kind: "CustomResourceDefinition";
  metadata: { name: string; labels: Record<string, string> };
  spec: { group: string; scope: string; names: { kind: string; plural: string }; versions: any[] };
}

const folder = new URL("crds/", import.meta.url);

/** By kind, e.g. KafkaTopic. */
export function strimziDefinitions(): Record<string, Definition> {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => parse(readFileSync(new URL(name, folder), "utf8")) as Definition);
  return Object.fromEntries(found.map((definition) => [definition.spec.names.kind, definition]));
}
