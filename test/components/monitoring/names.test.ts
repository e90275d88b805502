/** Names of metrics: of sources that no test can run each is one that its documentation or source has. Others: test/platform. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alerts } from "../../../components/monitoring/alerts/index.ts";
import { reporterAllowList } from "../../../components/monitoring/allow-list.ts";
import { cloudWatchMetrics, exportedName } from "../../../components/monitoring/aws/cloudwatch-metrics.ts";
import documented from "../../../components/monitoring/documented.json" with { type: "json" };
import { metricsIn, type Signal, type Source } from "../../../components/monitoring/signal.ts";
import { signals } from "../../../components/monitoring/signals/index.ts";
import { metricRows } from "../../../infra/setup/metrics-table.ts";

/** Held against real pages by npm run test:platform -- monitoring jmx-names. */
const real: readonly Source[] = ["strimzi-reporter", "jmx-exporter", "schema-registry", "application"];
const usedOf = (source: Source) =>
  new Set(Object.values<Signal>(signals).flatMap(({ from }) => metricsIn(from[source] ?? "")));
const sources = [...new Set(Object.values<Signal>(signals).flatMap(({ from }) => Object.keys(from) as Source[]))];

for (const source of sources.filter((one) => !real.includes(one)))
  test(`${source}: every metric that is asked is documented, and no other is listed`, () => {
    const known: Record<string, string> = documented[source as keyof typeof documented] ?? {};
    assert.deepEqual([...usedOf(source)].filter((name) => name !== "up").sort(), Object.keys(known).sort());
    for (const [name, where] of Object.entries(known)) assert.match(where, /^https:\/\//, name);
  });

for (const source of ["cloudwatch", "cloudwatch-serverless"] as const)
  test(`${source}: the exporter is asked for exactly these, by the names that AWS documents`, () => {
    const asked = Object.entries(cloudWatchMetrics[source]).map(([metric, { statistic }]) => [
      exportedName(metric, statistic),
      metric,
    ]);
    const known = Object.entries(documented[source]).map(([name, where]) => [name, where.split("#")[1]]);
    assert.deepEqual(asked.sort(), known.sort());
  });

test("the application has every metric that alerts and signals ask of it", async () => {
  const known = new Set(
    (await metricRows()).flatMap(({ name, type }) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
  const asked = [...usedOf("application"), ...alerts.flatMap(({ query }) => metricsIn(query))];
  for (const name of asked.filter((one) => one.startsWith("tributary_"))) assert.ok(known.has(name), name);
});

test("alerts ask signals that are there, and of metrics only the application's", () => {
  const names = new Set(Object.values<Signal>(signals).map(({ name }) => name));
  for (const { name, query, sources: own = [] } of alerts)
    for (const metric of metricsIn(query)) {
      if (metric.startsWith("tributary:")) assert.ok(names.has(metric), `${name}: ${metric} is recorded by nothing`);
      else assert.ok(metric.startsWith("tributary_") && own.includes("application"), `${name} asks ${metric} itself`);
    }
});

test("a broker's reporter is asked for names without their suffix, and not for all", () => {
  assert.ok(reporterAllowList.includes("kafka_server_brokertopicmetrics_bytesinpersec"));
  assert.ok(!reporterAllowList.some((name) => /^(up|jvm_|process_)|_total$|[^a-z0-9_]/.test(name)));
});
