/** The committed definitions are those of KEDA's release: of its module, with the changes that the release makes to them, without descriptions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { kedaDefinitions } from "../../components/scaling/kubernetes/definitions.ts";
import { withoutDescriptions } from "../../infra/setup/definitions.ts";
import { missingTools } from "../kubernetes/control-plane/binaries.ts";
import { kedaSource } from "./keda/keda.ts";

interface Change {
  op: "add" | "remove";
  path: string;
  value?: unknown;
}

test("definitions are KEDA's own", { skip: missingTools() ?? false, timeout: 600_000 }, async () => {
  const source = await kedaSource();
  const { resources, patches } = parse(source("config/crd/kustomization.yaml")) as {
    resources: string[];
    patches: { path: string; target: { name: string } }[];
  };
  const committed = Object.values(kedaDefinitions()).map(
    (definition) => [definition.metadata.name, definition] as const,
  );
  const released = resources.map((path) => {
    const definition = parse(source(`config/crd/${path}`));
    const own = patches.filter(({ target }) => target.name === definition.metadata.name);
    for (const { path: file } of own)
      for (const change of parse(source(`config/crd/${file}`)) as Change[]) apply(definition, change);
    return [definition.metadata.name as string, withoutDescriptions(definition)] as const;
  });
  const sorted = (entries: (readonly [string, unknown])[]) =>
    Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  assert.deepEqual(sorted(committed), sorted(released));
});

/** JSON Patch (RFC 6902), as far as these files use it. */
function apply(root: any, { op, path, value }: Change): void {
  const keys = path.split("/").slice(1);
  const last = keys.pop()!;
  const holder = keys.reduce((at, key) => at[key], root);
  if (op === "remove") delete holder[last];
  else if (Array.isArray(holder)) holder.push(value);
  else holder[last] = value;
}
