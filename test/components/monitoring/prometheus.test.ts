/** The project's rules: well-formed, and about metrics that the application has. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { projectRoot } from "../../../components/local/folder.ts";
import { ruleFiles } from "../../../components/monitoring/prometheus.ts";

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
