/** What a real stack tells of itself, and its real Prometheus: names of metrics, rules, and an alert from its cause to its end. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Records } from "../../components/local/supervisor/records.ts";
import type { Signal } from "../../components/monitoring/signal.ts";
import { signals } from "../../components/monitoring/signals/index.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import { Platform } from "../support/platform.ts";
import { missingFrom, pageAt, type Sample } from "../support/prometheus-page.ts";
import { until } from "../support/reader.ts";

const skip = findOnPath("prometheus") ? false : "there is no `prometheus` on PATH";
const basePort = 23800;

describe("a stack that is watched", { timeout: 900_000 }, () => {
  const platform = new Platform({
    stack: "e2e-monitoring",
    basePort,
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

  test("every metric that a signal asks of brokers, application and registry is on their pages", async () => {
    // The first request makes the counter of requests.
    await fetch(`http://127.0.0.1:${platform.port("ingest")}/v1/events`, { method: "POST", body: "{}" });
    const ops = platform.port("ops");
    const pages: [source: "strimzi-reporter" | "schema-registry" | "application", urls: string[]][] = [
      ["strimzi-reporter", [`http://127.0.0.1:${basePort + 25}/metrics`]],
      ["schema-registry", [`http://127.0.0.1:${platform.port("registry")}/metrics`]],
      ["application", [0, 20, 30].map((index) => `http://127.0.0.1:${ops + index}/metrics`)],
    ];
    let missing: string[] = [];
    for (const [source, urls] of pages)
      await until(`all of ${source}`, 90, async () => {
        const samples: Sample[] = (await Promise.all(urls.map(pageAt))).flat();
        missing = missingOf(source, samples);
        return missing.length === 0;
      }).catch((error) => assert.fail(`${error}; missing: ${missing.join(", ")}`));
  });

  test("a broker tells no more than is asked", async () => {
    const names = new Set((await pageAt(`http://127.0.0.1:${basePort + 25}/metrics`)).map(({ name }) => name));
    const others = [...names].filter((name) => !/^(jvm|process|target)_/.test(name));
    assert.ok(others.length < 60, `${others.length} metrics: ${others.join(" ")}`);
  });

  test("every process is scraped, and its figures arrive", { skip }, async () => {
    await until("every target up", 120, async () => {
      const { activeTargets } = await api("targets?state=active");
      return activeTargets.length >= 5 && activeTargets.every(({ health }: { health: string }) => health === "up");
    });
    await until("processed events", 60, async () => (await value("sum(tributary_events_processed_total)")) > 0);
    await until("dead letters", 60, async () => (await value("sum(tributary_events_dead_lettered_total)")) > 0);
  });

  test("every rule is evaluated, and signals of every source are recorded", { skip }, async () => {
    await until("every rule evaluated", 90, async () => {
      const { groups } = await api("rules");
      const rules = groups.flatMap((group: { rules: { health: string }[] }) => group.rules);
      return rules.length > 50 && rules.every(({ health }: { health: string }) => health === "ok");
    });
    for (const name of ["tributary:kafka_partitions", "tributary:jvm_heap_used", "tributary:events_read"])
      await until(name, 60, async () => (await value(name)) > 0);
    const days = (await value('tributary:certificate_seconds_left{type="broker"}')) / 86_400;
    assert.ok(days > 30, `the broker's certificate ends in ${days} days`);
  });

  test("a broker that is killed again and again: KafkaBrokerDown sounds, and is over when it is left alone", {
    skip,
    timeout: 400_000,
  }, async () => {
    const sounding = async () =>
      (await api("alerts")).alerts.filter(({ state }: { state: string }) => state === "firing") as {
        labels: Record<string, string>;
        annotations: Record<string, string>;
      }[];
    const down = async () => (await sounding()).find(({ labels }) => labels["alertname"] === "KafkaBrokerDown");
    let killing = true;
    const killer = (async () => {
      for (; killing; await sleep(200)) killBroker(platform);
    })();
    const found = await until("KafkaBrokerDown", 200, down).finally(() => {
      killing = false;
    });
    await killer;
    assert.equal(found?.labels["instance"], "kafka-1");
    assert.equal(found?.labels["severity"], "critical");
    assert.equal(found?.labels["stack"], "e2e-monitoring");
    assert.match(found?.annotations["summary"] ?? "", /^Broker kafka-1 does not answer$/);
    assert.match(found?.annotations["runbook_url"] ?? "", /KafkaBrokerDown\.md$/);
    await until("no KafkaBrokerDown", 150, async () => (await down()) === undefined);
  });
});

/** Its process as the supervisor has it on its books; nothing when it is just being started again. */
function killBroker(platform: Platform): void {
  try {
    const books = JSON.parse(readFileSync(join(platform.folder, "supervisor", "state.json"), "utf8")) as Records;
    const pid = books.processes["kafka-1"]?.identity?.pid;
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/** What this stack has no occasion to tell. */
const onEvents: Record<string, string> = {
  'status=~"5.."': "no request has failed by our fault",
  'status_code_group="5xx"': "nor one to the registry",
  kafka_schema_registry_: "the other registry's names; this one is Apicurio's",
  'jvm_gc_collection_seconds_sum{%,job="registry"': "the same",
};

function missingOf(source: "strimzi-reporter" | "schema-registry" | "application", samples: Sample[]): string[] {
  return Object.values<Signal>(signals).flatMap(({ from }) =>
    missingFrom(samples, from[source] ?? "").filter(
      (selector) => !/^up\{/.test(selector) && !Object.keys(onEvents).some((matcher) => selector.includes(matcher)),
    ),
  );
}
