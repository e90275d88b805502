/** The image of compose's one-shot services has what they import: files that its Dockerfile copies, packages of its own package.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../components/local/folder.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");

/** Everything that runs, from a file on; types are not there when it does. */
function imported(file: string, seen = new Map<string, string>()): Map<string, string> {
  const text = read(file);
  const names = [
    ...[
      ...text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from "([^"]+)"/gm),
      ...text.matchAll(/^import "([^"]+)"/gm),
    ],
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ].map(([, name]) => name!);
  for (const name of names) {
    const found = name.startsWith(".") ? relative(projectRoot, join(projectRoot, dirname(file), name)) : name;
    if (seen.has(found)) continue;
    seen.set(found, file);
    if (name.startsWith(".")) imported(found, seen);
  }
  return seen;
}

test("what is imported is in the image", () => {
  const copied = [...read("infra/compose/Dockerfile").matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from]) =>
    from!.split(" "),
  );
  const { dependencies } = JSON.parse(read("infra/compose/package.json")) as { dependencies: Record<string, string> };
  const all = imported("infra/compose/main.ts");
  assert.ok(all.size > 50);
  for (const [name, by] of all) {
    if (name.startsWith("node:")) continue;
    const there = /\.(ts|json)$/.test(name)
      ? copied.some((path) => name === path || name.startsWith(`${path}/`))
      : Object.keys(dependencies).some((known) => name === known || name.startsWith(`${known}/`));
    assert.ok(there, `${name}, imported by ${by}`);
  }
});
