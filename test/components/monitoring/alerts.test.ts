/** Each alert sounds for what it is about, on every source that tells it, and only then: by promtool. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stringify } from "yaml";
import { alerts } from "../../../components/monitoring/alerts/index.ts";
import { sourcesByBackend } from "../../../components/monitoring/backends.ts";
import { ruleGroups } from "../../../components/monitoring/rules.ts";
import { metricsIn, type Signal } from "../../../components/monitoring/signal.ts";
import { signals } from "../../../components/monitoring/signals/index.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { cases } from "./support/cases.ts";
import { writeTests } from "./support/promtool.ts";

const skip = findOnPath("promtool") ? false : "there is no `promtool` on PATH";
const folder = mkdtempSync(join(tmpdir(), "tributary-rules-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** @throws AssertionError with what promtool said */
function promtool(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8", maxBuffer: 1 << 26 });
  assert.equal(
    status,
    0,
    (stdout + stderr)
      .split("\n")
      .filter((line) => !/SUCCESS|^Unit Testing|^\s*$/.test(line))
      .join("\n"),
  );
}

test("every alert has a case in which it sounds and one in which it does not, and no case is of no alert", () => {
  assert.deepEqual(Object.keys(cases).sort(), alerts.map(({ name }) => name).sort());
  for (const [name, { fires, silent }] of Object.entries(cases)) assert.ok(fires.length > 0 && silent.length > 0, name);
});

test("each alert on each source: sounds when it shall, is silent when it shall", { skip }, (context) => {
  const { files, cases: count } = writeTests(join(folder, "cases"), alerts);
  context.diagnostic(`${alerts.length} alerts, ${count} cases`);
  promtool("test", "rules", ...files);
});

test("an operator without any pod is down as well, one whose pod has another name is not, and a gone pod of the stack's own is told by WorkloadDown", {
  skip,
}, () => {
  const sources = ["strimzi-operator", "keda", "kafka-exporter"] as const;
  writeFileSync(join(folder, "gone.rules.yml"), stringify({ groups: ruleGroups({ stack: "s", sources }) }));
  const up = (job: string, instance: string, values: string) => ({
    series: `up{stack="s",job="${job}",instance="${instance}"}`,
    values,
  });
  const carried = { severity: "warning", owner: "platform", stack: "s", job: "strimzi-operator" };
  const summary = "strimzi-operator does not answer";
  const description = alerts.find(({ name }) => name === "ServiceDown")!.description;
  const page = { summary, description, runbook_url: "docs/runbooks/ServiceDown.md" };
  const tests = [
    {
      interval: "1m",
      input_series: [
        up("strimzi-operator", "operator-1", "1x20 _x100"),
        up("keda", "keda-1", "1x20 _x100"),
        up("keda", "keda-2", "_x20 1x100"),
        up("kafka-exporter", "exporter-1", "1x20 _x100"),
      ],
      alert_rule_test: [
        { eval_time: "15m", alertname: "ServiceDown", exp_alerts: [] },
        { eval_time: "60m", alertname: "ServiceDown", exp_alerts: [{ exp_labels: carried, exp_annotations: page }] },
      ],
    },
  ];
  const file = join(folder, "gone.test.yml");
  writeFileSync(file, stringify({ rule_files: ["gone.rules.yml"], evaluation_interval: "1m", tests }));
  promtool("test", "rules", file);
});

test("the rules of every backend are well-formed", { skip }, () => {
  const files = Object.entries(sourcesByBackend).map(([backend, sources]) => {
    const file = join(folder, `${backend}.yml`);
    writeFileSync(file, stringify({ groups: ruleGroups({ stack: backend, namespace: backend, sources }) }));
    return file;
  });
  promtool("check", "rules", ...files);
});

test("what an alert says names only labels that it has, and all have owner, severity and a page", () => {
  const names = new Set<string>();
  for (const { name, summary, description, signals: keys, query, explains = [] } of alerts) {
    assert.match(name, /^[A-Z][A-Za-z]+$/);
    assert.ok(!names.has(name), `two alerts are called ${name}`);
    names.add(name);
    assert.ok(summary.length > 10 && description.length > 10, name);
    const known: readonly Signal[] = keys.map((key) => signals[key]);
    const labels = keys.length > 0 ? known.flatMap((signal) => signal.labels) : ["instance"];
    for (const [, label] of `${summary}${description}`.matchAll(/\$labels\.(\w+)/g))
      assert.ok(labels.includes(label!), `${name} names ${label}`);
    const asked = metricsIn(query).filter((metric) => metric.startsWith("tributary:"));
    for (const effect of explains)
      assert.ok(
        alerts.some((one) => one.name === effect),
        `${name} explains ${effect}`,
      );
    assert.deepEqual([...new Set(asked)].sort(), known.map((signal) => signal.name).sort(), name);
  }
});

test("every selector is of one stack, in signals and alerts", () => {
  const queries = [
    ...Object.values<Signal>(signals).flatMap(({ from }) => Object.values(from)),
    ...alerts.map(({ query }) => query),
  ];
  for (const query of queries) {
    const bare = query
      .replace(/"[^"]*"/g, '""')
      .replaceAll(/\b(by|on) \([^)]*\)/g, "")
      .replaceAll(/\{[%@*][^}]*\}/g, "{}");
    assert.doesNotMatch(
      bare,
      /\b(kafka|tributary|up|jvm|aws|confluent|kube|strimzi|node|keda)[\w:]*(?!\w|\{\})(?=[\s)[]|$)/,
      query,
    );
    // What is nobody's own is joined with what is.
    if (query.includes("{*"))
      assert.match(query, /^max by \([^)]*\) \(\(.*\{\*.*\) and on \(node\) kube_pod_info\{@[^}]*\}\)$/);
  }
});
