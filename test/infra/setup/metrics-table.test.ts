/** docs/metrics.md has every metric of the application, as the application itself has it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { metricRows, renderMetricsTable } from "../../../infra/setup/metrics-table.ts";

const rows = await metricRows();

test("the committed table is up to date: npm run generate", async () => {
  assert.ok(readFileSync(join(projectRoot, "docs/metrics.md"), "utf8").includes(`\n${await renderMetricsTable()}\n`));
});

test("no metric of the source is missing in it", () => {
  const named = new Set(
    globSync("app/src/**/*.ts", { cwd: projectRoot }).flatMap((file) =>
      [...readFileSync(join(projectRoot, file), "utf8").matchAll(/name: "(tributary_\w+)"/g)].map(([, name]) => name!),
    ),
  );
  assert.ok(named.size > 20, `${named.size}`);
  assert.deepEqual(
    rows.map(({ name }) => name),
    [...named].sort(),
  );
});

test("names follow Prometheus' conventions, and each says what it tells", () => {
  for (const { name, type, help, labels } of rows) {
    assert.equal(name.endsWith("_total"), type === "counter", name);
    assert.ok(help.length > 10 && !help.includes("|"), name);
    for (const label of labels) assert.match(label, /^[a-z]+$/, name);
  }
});
