/** The operator's chart, as far as a Go module has it: its values' own schema. The chart of the version that is installed is in none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "../../kubernetes/control-plane/go.ts";
import type { Shape } from "../../support/chart-values.ts";

const MODULE = "github.com/external-secrets/external-secrets@v1.3.2";

export interface ValuesSchema {
  properties?: Record<string, ValuesSchema>;
  [keyword: string]: unknown;
}

export async function chartSchema(): Promise<ValuesSchema> {
  const { Dir } = JSON.parse(await go(import.meta.dirname, ["mod", "download", "-json", MODULE])) as { Dir: string };
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(join(Dir, "deploy/charts/external-secrets/values.schema.json"), "utf8"),
  ) as ValuesSchema;
  return schema;
}

/** What the schema names: it would let anything else through. */
export function shapeOf({ properties = {} }: ValuesSchema): Shape {
  return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, shapeOf(inner)]));
}
