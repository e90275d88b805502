/** docs/application.md holds every key of the configuration and every exit status, as the code has them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { appConfigSchema } from "../src/config.ts";
import { EXIT } from "../src/exit.ts";
import { DRAIN_MS } from "../src/lifecycle.ts";

const page = readFileSync(new URL("../../docs/application.md", import.meta.url), "utf8");

/** Cells of a section's table, without its head. */
function table(section: string): string[][] {
  const [, text] = page.split(`\n## ${section}\n`);
  const lines = text!
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| "));
  return lines.slice(2).map((line) => line.slice(2, -2).split(" | "));
}

interface Key {
  roles: Set<string>;
  secret: boolean;
}

/** Paths of all values of the configuration; a reference to a secret is one value. */
function schemaKeys(): Map<string, Key> {
  const keys = new Map<string, Key>();
  const isSecret = (schema: any): boolean =>
    schema.properties?.store !== undefined || schema.properties?.active?.properties?.store !== undefined;
  const walk = (schema: any, path: string, role: string): void => {
    const members = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
    const items = schema.items?.properties === undefined ? [] : [schema.items];
    for (const below of [...members, ...items]) walk(below, path, role);
    if (members.length + items.length > 0) return;
    if (schema.properties === undefined || isSecret(schema)) {
      const key = keys.get(path) ?? { roles: new Set(), secret: isSecret(schema) };
      key.roles.add(role);
      keys.set(path, key);
    } else
      for (const [name, below] of Object.entries(schema.properties)) walk(below, path ? `${path}.${name}` : name, role);
  };
  const { oneOf } = z.toJSONSchema(appConfigSchema, { io: "input" });
  for (const member of oneOf!) walk(member, "", String((member as any).properties.role.const));
  return keys;
}

test("every key is there, with its roles, and hot is the content of secrets", () => {
  const keys = schemaKeys();
  assert.ok(keys.size > 50, `${keys.size}`);
  const told: string[] = [];
  for (const [names, roles, hot, meaning] of table("What needs a restart")) {
    for (const [, name] of names!.matchAll(/`([\w.]+)`/g)) {
      told.push(name!);
      const key = keys.get(name!);
      assert.ok(key, `the configuration has no key ${name}`);
      const expected =
        key.roles.size === 3 ? "all" : ["ingest", "processor", "generator"].filter((role) => key.roles.has(role));
      assert.equal(roles, [expected].flat().join(", "), name);
      assert.equal(hot, key.secret ? "content" : "no", name);
      assert.ok(meaning!.length > 3, name);
    }
  }
  assert.deepEqual(told.sort(), [...keys.keys()].sort());
});

test("every exit status is there", () => {
  const told = table("How it ends").map(([status]) => Number(status));
  assert.deepEqual(told, Object.values(EXIT));
  assert.ok(page.includes(`After\n${DRAIN_MS / 1_000} seconds it is cut off`));
});
