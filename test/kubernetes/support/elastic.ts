/** Definitions of Elastic's operator, as its Go module publishes them; they are not part of the product, which has them from the chart. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Definition } from "../../../components/kubernetes/definitions.ts";
import { eck } from "../../../infra/versions.ts";
import { go } from "../control-plane/go.ts";

export const ECK_MODULE = `github.com/elastic/cloud-on-k8s/v3@v${eck.version}`;

/** By kind, e.g. Elasticsearch. */
export async function elasticDefinitions(): Promise<Record<string, Definition>> {
  const folder = join(import.meta.dirname, "..", "control-plane");
  const { Dir } = JSON.parse(await go(folder, ["mod", "download", "-json", ECK_MODULE])) as { Dir: string };
  const text = readFileSync(join(Dir, "config/crds/v1/all-crds.yaml"), "utf8");
  const definitions = parseAllDocuments(text).map((document) => document.toJS() as Definition);
  return Object.fromEntries(definitions.map((definition) => [definition.spec.names.kind, definition]));
}
