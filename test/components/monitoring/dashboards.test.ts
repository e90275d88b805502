/** Dashboards: what they ask exists, their files are current, and a stack gets those that it can fill. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { stringify } from "yaml";
import { TributaryError } from "../../../components/errors.ts";
import type { DataSource, Target } from "../../../components/monitoring/dashboards/dashboard.ts";
import { isMetric, panelsOf, uidOf } from "../../../components/monitoring/dashboards/dashboard.ts";
import { dashboardsFor, fileOf } from "../../../components/monitoring/dashboards/for-stack.ts";
import { dashboards } from "../../../components/monitoring/dashboards/index.ts";
import { metricsIn, type Signal, type Source } from "../../../components/monitoring/signal.ts";
import { signals } from "../../../components/monitoring/signals/index.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { render } from "../../../infra/setup/dashboards/render.ts";
import { metricRows } from "../../../infra/setup/metrics-table.ts";
import { queriesOfFile } from "../../support/dashboard-queries.ts";

const targets: (Target & { key: string; title: string })[] = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard)
    .filter(isMetric)
    .flatMap((panel) => panel.targets.map((target) => ({ key: dashboard.key, title: panel.title, ...target }))),
);
const both: DataSource[] = ["prometheus", "elasticsearch"];
/** What stacks have of sources, from the barest to the fullest. */
const stacks: Record<string, Source[]> = {
  "Confluent Cloud alone": ["confluent-api"],
  "MSK Serverless": ["cloudwatch", "application"],
  "MSK with open monitoring": ["cloudwatch", "jmx-exporter", "node-exporter", "application"],
  "one machine": ["strimzi-reporter", "schema-registry", "application"],
  "Strimzi with everything": [
    "strimzi-reporter",
    "kafka-exporter",
    "application",
    "kubernetes",
    "node-exporter",
    "strimzi-operator",
    "cruise-control",
    "connect",
    "mirror-maker",
    "schema-registry",
    "keda",
  ],
};

test("the dashboards that were asked for are there, each with a name and a uid of its own", () => {
  const keys = dashboards.map(({ key }) => key);
  const asked = ["overview", "brokers", "topics", "groups", "application", "registry", "mirror", "cruise-control"];
  assert.deepEqual(keys, [...asked, "jvm", "capacity", "cost", "logs", "slos"]);
  assert.equal(new Set(dashboards.map(({ title }) => title)).size, keys.length);
  for (const key of keys) assert.match(uidOf(key), /^[a-z-]{8,40}$/);
});

test("each has at most 25 panels, rows' titles among them, and its files are those that are drawn", () => {
  for (const dashboard of dashboards) {
    const text = readFileSync(fileOf(dashboard.key), "utf8");
    assert.ok(JSON.parse(text).panels.length <= 25, dashboard.key);
    assert.equal(text, render(dashboard), `${dashboard.key} is out of date: npm run generate writes it`);
  }
  const files = readdirSync(dirname(fileOf("overview"))).sort();
  assert.deepEqual(files, dashboards.map(({ key }) => `${key}.json`).sort());
});

test("every metric is a signal's, or one of the application's", async () => {
  const recorded = new Set(Object.values<Signal>(signals).map(({ name }) => name));
  const told = new Map((await metricRows()).map(({ name, type }) => [name, type]));
  for (const { key, title, query } of targets)
    for (const metric of metricsIn(query)) {
      const base = metric.replace(/_(bucket|sum|count)$/, "");
      const known = recorded.has(metric) || told.has(metric) || told.get(base) === "histogram" || metric === "ALERTS";
      assert.ok(known, `${key}, ${title}: ${metric}`);
    }
});

test("every query is PromQL, and a mistake would be found", {
  skip: findOnPath("promtool") ? false : "there is no `promtool` on PATH",
}, () => {
  const queries = dashboards.flatMap(({ key }) => queriesOfFile(key, { stack: "a", length: 86_400, step: 600 }));
  assert.ok(queries.length > 200);
  const folder = mkdtempSync(join(tmpdir(), "tributary-queries-"));
  const check = (...all: string[]) => {
    const rules = all.map((expr, index) => ({ record: `query:${index}`, expr }));
    writeFileSync(join(folder, "rules.yml"), stringify({ groups: [{ name: "queries", rules }] }));
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", "rules.yml"], {
      cwd: folder,
      encoding: "utf8",
    });
    return status === 0 ? "" : stdout + stderr;
  };
  try {
    assert.equal(check(...queries.map(({ query }) => query)), "");
    assert.match(check("sum(rate(x))"), /parse expression/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every selector is narrowed to the stack", () => {
  for (const { key, title, query } of targets) {
    const selectors = query.match(/[a-zA-Z_:][\w:]*\{[^}]*\}/g) ?? [];
    assert.ok(selectors.length > 0, `${key}, ${title}`);
    assert.deepEqual(
      selectors.filter((one) => !one.includes("{%")),
      [],
      `${key}, ${title}: ${query}`,
    );
  }
});

test("labels by which panels tell lines apart are those that the signal has", () => {
  const byName = new Map(Object.values<Signal>(signals).map((signal) => [signal.name, signal]));
  for (const { key, title, query, legend } of targets) {
    const named = metricsIn(query).map((name) => byName.get(name));
    // The application's metrics have what a scrape adds, and labels of their own.
    if (named.some((signal) => signal === undefined)) continue;
    const labels = new Set(named.flatMap((signal) => signal!.labels));
    const used = [...legend.matchAll(/\{\{(\w+)\}\}/g), ...query.matchAll(/[{,](\w+)(?==~?")/g)].map(
      ([, name]) => name!,
    );
    for (const name of used) assert.ok(labels.has(name), `${key}, ${title}: ${name}`);
  }
});

test("every variable is defined, and every one that is defined is used", () => {
  for (const dashboard of dashboards) {
    const { templating, ...json } = JSON.parse(readFileSync(fileOf(dashboard.key), "utf8"));
    const defined = templating.list.map(({ name }: { name: string }) => name) as string[];
    const used = [...JSON.stringify(json).matchAll(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g)].map(([, a, b]) => a ?? b!);
    const own = [...new Set(used)].filter((name) => !name.startsWith("__")).sort();
    assert.deepEqual(own, [...defined].sort(), dashboard.key);
  }
});

test("panels lead to dashboards that there are", () => {
  const keys = new Set(dashboards.map(({ key }) => key));
  for (const dashboard of dashboards)
    for (const { to, title } of panelsOf(dashboard))
      if (to !== undefined) assert.ok(keys.has(to) && to !== dashboard.key, `${dashboard.key}, ${title}: ${to}`);
});

test("queries of logs have kinds that Grafana knows", () => {
  const { panels } = JSON.parse(readFileSync(fileOf("logs"), "utf8"));
  const metrics = panels.flatMap(({ targets = [] }: any) => targets.flatMap((target: any) => target.metrics));
  assert.ok(metrics.length >= 8);
  for (const { type } of metrics) assert.match(type, /^(logs|count)$/);
});

test("a stack gets what it can fill, without empty panels and rows, and with links that lead somewhere", () => {
  const expected: Record<string, string[]> = {
    "Confluent Cloud alone": ["overview", "brokers", "topics", "groups", "capacity", "cost"],
    "MSK Serverless": ["overview", "brokers", "topics", "groups", "application", "jvm", "capacity", "cost", "slos"],
    "MSK with open monitoring": [
      "overview",
      "brokers",
      "topics",
      "groups",
      "application",
      "jvm",
      "capacity",
      "cost",
      "slos",
    ],
    "one machine": [
      "overview",
      "brokers",
      "topics",
      "groups",
      "application",
      "registry",
      "jvm",
      "capacity",
      "cost",
      "slos",
    ],
    "Strimzi with everything": dashboards.map(({ key }) => key).filter((key) => key !== "logs"),
  };
  for (const [stack, sources] of Object.entries(stacks)) {
    const found = dashboardsFor({ sources, dataSources: ["prometheus"] });
    assert.deepEqual(
      found.map(({ key }) => key),
      expected[stack],
      stack,
    );
    const uids = new Set(found.map(({ uid }) => uid));
    for (const { key, json } of found) {
      const { panels } = JSON.parse(json);
      for (const [index, { type, title, targets: queries, links, gridPos }] of panels.entries()) {
        const where = `${stack}, ${key}, ${title}`;
        assert.ok(gridPos.x + gridPos.w <= 24, where);
        if (type === "row") {
          assert.ok(panels[index + 1] && panels[index + 1].type !== "row", where);
          continue;
        }
        assert.ok(queries.length > 0, where);
        for (const { url } of links) assert.ok(uids.has(/^\/d\/([\w-]+)/.exec(url)![1]!), `${where}: ${url}`);
      }
    }
  }
});

test("nothing lies upon another", () => {
  for (const { key, json } of dashboardsFor({ sources: stacks["one machine"]!, dataSources: both })) {
    const taken = new Set<string>();
    for (const { gridPos, title } of JSON.parse(json).panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(!taken.has(`${x} ${y}`), `${key}: ${title}`);
          taken.add(`${x} ${y}`);
        }
  }
});

test("one that cannot be filled is refused in one sentence", () => {
  const there = { sources: stacks["MSK with open monitoring"]!, dataSources: ["prometheus"] as DataSource[] };
  const refused = (only: string, code: string, sentence: RegExp) =>
    assert.throws(
      () => dashboardsFor({ ...there, only: [only] }),
      (error) => error instanceof TributaryError && error.code === code && sentence.test(error.message),
    );
  refused(
    "cruise-control",
    "TRB_CAPABILITY_MISSING",
    /^The dashboard "cruise-control" needs metrics of cruise-control, and the stack has those of [^.]*\.$/,
  );
  refused(
    "logs",
    "TRB_CAPABILITY_MISSING",
    /^The dashboard "logs" needs a data source of the kind elasticsearch, and Grafana has prometheus\.$/,
  );
  refused("traces", "TRB_SETTINGS_INVALID", /^There is no dashboard "traces": there are overview, [^.]*\.$/);
  assert.deepEqual(
    dashboardsFor({ ...there, only: ["jvm"] }).map(({ key }) => key),
    ["jvm"],
  );
});

test("the overview says on every backend whether records are not read, and never lacks all of what is tight", () => {
  for (const [stack, sources] of Object.entries(stacks)) {
    const [overview] = dashboardsFor({ sources, dataSources: ["prometheus"], only: ["overview"] });
    const titles = JSON.parse(overview!.json).panels.map(({ title }: { title: string }) => title);
    for (const title of ["Records not read yet", "Alerts that sound", "Events a second", "Request handlers idle"])
      assert.ok(titles.includes(title), `${stack}: ${title}`);
  }
});

test("a stack that is evaluated does not load the SDK", () => {
  for (const file of ["for-stack", "index", "panels", "needs", "layout"]) {
    const text = readFileSync(`${dirname(dirname(fileOf("x")))}/${file}.ts`, "utf8");
    assert.doesNotMatch(text, /foundation-sdk|infra\//, file);
  }
});
