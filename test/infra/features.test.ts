/** Stack x feature: what every stack of pods can have around its cluster, and what not, with the path that says so. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../components/local/folder.ts";
import { settingsProblems } from "../../infra/settings.ts";
import { features, podStacks, refused, withFeatures } from "../support/features.ts";

test("each cell of stack x feature is taken, or refused by the path that the table has", () => {
  const found = podStacks().map((stack) => {
    const cells = features.map((feature) => [feature, settingsProblems(withFeatures(stack, [feature]))[0]?.path]);
    return [stack, Object.fromEntries(cells.filter(([, path]) => path !== undefined))] as const;
  });
  const expected = podStacks().map((stack) => [stack, refused[stack] ?? {}]);
  assert.deepEqual(found, expected);
  assert.deepEqual(
    Object.keys(refused).filter((stack) => !podStacks().includes(stack)),
    [],
  );
});

test("what stands around a cluster knows the contract and no backend, but for Confluent's own registry and metrics", () => {
  const around = globSync("components/{workload,registry,scaling,monitoring,logging,secrets,tracing}/**/*.ts", {
    cwd: projectRoot,
  });
  assert.ok(around.length > 50);
  const knowing = around.filter((file) =>
    /from "[./]+kafka\/(local|existing|existing-pods|referenced|msk|strimzi|confluent)[./]/.test(
      readFileSync(join(projectRoot, file), "utf8"),
    ),
  );
  assert.deepEqual(knowing.sort(), ["components/monitoring/confluent/reader.ts", "components/registry/confluent.ts"]);
});
