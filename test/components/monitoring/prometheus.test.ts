/** The project's rules: well-formed, about metrics that the application has, and sounding when they should, by Prometheus' own tool. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { projectRoot } from "../../../components/local/folder.ts";
import { ruleFiles } from "../../../components/monitoring/prometheus.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";

const source = globSync("app/src/**/*.ts", { cwd: projectRoot })
  .map((file) => readFileSync(join(projectRoot, file), "utf8"))
  .join("\n");

for (const [file, text] of Object.entries(ruleFiles())) {
  test(`${file}: every rule has an expression, a severity and a summary`, () => {
    const rules = parse(text).groups.flatMap((group: any) => group.rules);
    assert.ok(rules.length > 0);
    for (const { alert, expr, labels, annotations } of rules) {
      assert.match(alert, /^Tributary[A-Z]/);
      assert.ok(expr && annotations?.summary, alert);
      assert.match(labels?.severity, /^(critical|warning)$/, alert);
    }
  });

  test(`${file}: the metrics are the application's`, () => {
    const used = new Set(text.match(/tributary_[a-z_]+/g));
    assert.ok(used.size > 0);
    for (const metric of used) assert.ok(source.includes(`"${metric}"`), `${metric} is not a metric of app/`);
  });
}

const noTool = findOnPath("promtool") ? false : "there is no `promtool` on PATH";
test("each alert sounds for what it is about, and only then", { skip: noTool }, () => {
  const figures = join(import.meta.dirname, "application.test.yml");
  const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", figures], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  const alerts = [
    ...Object.values(ruleFiles())
      .join("\n")
      .matchAll(/alert: (\w+)/g),
  ].map(([, name]) => name);
  const text = readFileSync(figures, "utf8");
  for (const alert of alerts) assert.match(text, new RegExp(`${alert}\n\\s+exp_alerts`), `${alert} is never expected`);
});
