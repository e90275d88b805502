/** The schemas that the settings name, read from their files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TopicSpec } from "../components/kafka/cluster.ts";
import { projectRoot } from "../components/local/folder.ts";
import type { SchemaSpec } from "../components/registry/contract.ts";

/** By <topic's key>-key and <topic's key>-value; the subject is <topic's name>-key or -value, as every serializer expects. */
export function schemasOf(topics: Record<string, TopicSpec>): Record<string, SchemaSpec> {
  const found = Object.entries(topics).flatMap(([key, { name, schema }]) =>
    (["key", "value"] as const).flatMap((part) => {
      const file = schema?.[part];
      if (!schema || !file) return [];
      const text = readFileSync(join(projectRoot, file.file), "utf8");
      const spec: SchemaSpec = {
        subject: `${name ?? key}-${part}`,
        schemaType: file.type,
        schema: text,
        compatibility: schema.compatibility,
      };
      return [[`${key}-${part}`, spec] as const];
    }),
  );
  return Object.fromEntries(found);
}
