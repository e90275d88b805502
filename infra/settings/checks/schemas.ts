/** Schema files are there and can be read; a registry takes them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function schemaProblems(view: View): Problem[] {
  const files = Object.entries(view.topics).flatMap(([key, { spec }]) =>
    (["key", "value"] as const).flatMap((part) => {
      const schema = spec?.schema?.[part];
      return schema ? [{ path: `kafka.topics.${key}.schema.${part}.file`, ...schema }] : [];
    }),
  );
  const problems = files.flatMap(({ path, file }) => {
    const allowed = fault(file);
    return allowed === undefined ? [] : [{ path, given: JSON.stringify(file), allowed }];
  });
  if (files.length > 0 && view.registry?.enabled === false) {
    problems.push({
      path: "registry.enabled",
      given: "false",
      allowed: `true, because kafka.topics has ${files.length === 1 ? "a schema" : `${files.length} schemas`}`,
    });
  }
  return problems;
}

/** Both languages are written in JSON. */
function fault(file: string): string | undefined {
  const path = join(projectRoot, file);
  if (!existsSync(path) || !statSync(path).isFile()) return "a file that exists below the project's root";
  try {
    JSON.parse(readFileSync(path, "utf8"));
    return undefined;
  } catch {
    return "a file that holds a schema as JSON";
  }
}
