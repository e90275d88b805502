/** Gateway API's own definitions, as its Go module publishes them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Definition } from "../../../components/kubernetes/definitions.ts";
import { go } from "../control-plane/go.ts";

/** The standard channel: what every implementation may be expected to know. */
const MODULE = "sigs.k8s.io/gateway-api@v1.6.3";

/** By kind, e.g. HTTPRoute. */
export async function gatewayDefinitions(): Promise<Record<string, Definition>> {
  const folder = join(import.meta.dirname, "..", "control-plane");
  const { Dir } = JSON.parse(await go(folder, ["mod", "download", "-json", MODULE])) as { Dir: string };
  const files = join(Dir, "config", "crd", "standard");
  const documents = readdirSync(files)
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => parseAllDocuments(readFileSync(join(files, name), "utf8")).map((document) => document.toJS()));
  const definitions = documents.filter((document) => document?.kind === "CustomResourceDefinition") as Definition[];
  return Object.fromEntries(definitions.map((definition) => [definition.spec.names.kind, definition]));
}
