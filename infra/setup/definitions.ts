/**
 * Definitions of custom resources as they are committed: JSON without descriptions, which are most of a file, slow to read and in every
 * state. `node infra/setup/definitions.ts FOLDER FILE...` writes a FILE.json for each published YAML file into FOLDER.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

/** Only texts that describe: a property may be named `description`, and is then a schema. */
export function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== "description" || typeof inner !== "string");
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutDescriptions(inner)]));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, ...files] = process.argv.slice(2);
  if (folder === undefined || files.length === 0)
    throw new Error("usage: node infra/setup/definitions.ts FOLDER FILE...");
  for (const file of files) {
    const text = JSON.stringify(withoutDescriptions(parse(readFileSync(file, "utf8"))), null, 1);
    writeFileSync(join(folder, `${basename(file).replace(/\.ya?ml$/, "")}.json`), `${text}\n`);
  }
}
