/** The operator's chart, as far as a Go module has it: its values' own schema. The chart of the version that is installed is in none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "../../kubernetes/control-plane/go.ts";

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

/** Paths of what the schema does not name, which it would let through; below what has no names of its own anything goes. */
export function unknownKeys(values: unknown, { properties }: ValuesSchema, path = ""): string[] {
  if (properties === undefined || typeof values !== "object" || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const known = properties[key];
    return known === undefined ? [here] : unknownKeys(value, known, here);
  });
}
