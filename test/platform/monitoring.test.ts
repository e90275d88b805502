/** Prometheus, where there is one, watches the stack with the project's own rules. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { projectRoot } from "../../components/local/folder.ts";
import { ruleFiles } from "../../components/monitoring/prometheus.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import { Platform } from "../support/platform.ts";
import { until } from "../support/reader.ts";

const skip = findOnPath("prometheus") ? false : "there is no `prometheus` on PATH";
const rules = Object.keys(ruleFiles()).map((file) => join(projectRoot, "components/monitoring/rules", file));

test("promtool takes the rules", { skip: findOnPath("promtool") ? false : "there is no `promtool` on PATH" }, () => {
  assert.match(execFileSync("promtool", ["check", "rules", ...rules], { encoding: "utf8" }), /SUCCESS/);
});

describe("a stack with Prometheus", { skip, timeout: 300_000 }, () => {
  const platform = new Platform({
    stack: "e2e-monitoring",
    basePort: 23800,
    prometheus: "auto",
    generator: { eventsPerSecond: 50, brokenShare: 0.1 },
  });
  before(() => platform.up(), { timeout: 300_000 });
  after(() => platform.dispose(), { timeout: 120_000 });
  const api = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${platform.port("prometheus")}/api/v1/${path}`);
    return ((await answer.json()) as { data: any }).data;
  };
  const value = async (query: string) =>
    Number((await api(`query?query=${encodeURIComponent(query)}`)).result[0]?.value[1]);

  test("every process is scraped, and its figures arrive", async () => {
    await until("every target up", 60, async () => {
      const { activeTargets } = await api("targets?state=active");
      return activeTargets.length >= 3 && activeTargets.every(({ health }: { health: string }) => health === "up");
    });
    await until("processed events", 60, async () => (await value("sum(tributary_events_processed_total)")) > 0);
    await until("dead letters", 60, async () => (await value("sum(tributary_events_dead_lettered_total)")) > 0);
  });

  test("the project's rules are loaded, and those that record do", async () => {
    const { groups } = await api("rules");
    const names = groups.flatMap((group: { rules: { name: string; health: string }[] }) => group.rules);
    assert.ok(names.length > 0);
    await until("every rule evaluated", 60, async () => {
      const now = (await api("rules")).groups.flatMap((group: { rules: { health: string }[] }) => group.rules);
      return now.every(({ health }: { health: string }) => health === "ok");
    });
  });
});
