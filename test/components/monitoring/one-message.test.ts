/** A real Alertmanager: one broken broker is one message, whatever follows from it. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stringify } from "yaml";
import { until } from "../../../app/test/integration/processes.ts";
import { alertmanagerConfig } from "../../../components/monitoring/alertmanager.ts";
import { alerts, explained } from "../../../components/monitoring/alerts/index.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";

const missing = findOnPath("prometheus-alertmanager") ? false : "there is no `prometheus-alertmanager` on PATH";

describe("Alertmanager", { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-alertmanager-"));
  const told: string[] = [];
  let hook: Server;
  let child: ChildProcess;
  let api: string;

  before(async () => {
    hook = createServer((request, answer) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        told.push(...JSON.parse(body).alerts.map(({ labels }: any) => labels.alertname));
        answer.end();
      });
    }).listen(0, "127.0.0.1");
    await until("the hook listens", 5, async () => hook.address() !== null);
    const receivers = { hook: { kind: "webhook", url: { secretName: "hook", key: "url" } } } as const;
    const config = alertmanagerConfig({ receivers, critical: ["hook"], warning: ["hook"] }, explained);
    const local = stringify(config)
      // Files of webhooks are since 0.26, and Debian's is 0.25.
      .replace(/url_file: .*/, `url: http://127.0.0.1:${(hook.address() as AddressInfo).port}`)
      // A second instead of half a minute: how long it gathers is no matter here.
      .replace("group_wait: 30s", "group_wait: 1s");
    writeFileSync(join(folder, "alertmanager.yml"), local);
    const port = await freePort();
    api = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/data`,
      "--cluster.listen-address=",
    ];
    child = spawn("prometheus-alertmanager", [...args, `--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
    await until("Alertmanager is ready", 20, () =>
      fetch(`${api}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  });
  after(() => {
    child?.kill("SIGKILL");
    hook?.close();
    rmSync(folder, { recursive: true });
  });

  for (const [cause, stack] of [
    ["KafkaBrokerDown", "answers-not"],
    // A broker whose pod waits for a node has no page that could fail to answer.
    ["KafkaBrokersFenced", "has-no-pod"],
  ] as const)
    test(`${cause}: that is told, and nothing that follows from it`, async () => {
      told.length = 0;
      const effects = explained[cause]!;
      for (const wakes of alerts.filter(({ name, severity }) => effects.includes(name) && severity === "critical"))
        assert.ok(["StrimziResourceNotReady", "KafkaBrokersFenced"].includes(wakes.name), wakes.name);
      assert.ok(effects.includes("StrimziResourceNotReady") && effects.includes("KafkaUnderReplicatedPartitions"));
      const unrelated = "KafkaOfflinePartitions";
      const sounding = [cause, ...effects, unrelated];
      const body = sounding.map((alertname) => {
        const { severity, owner } = alerts.find(({ name }) => name === alertname)!;
        return { labels: { alertname, severity, owner, stack, instance: "kafka-1" } };
      });
      const headers = { "content-type": "application/json" };
      const { status } = await fetch(`${api}/api/v2/alerts`, { method: "POST", headers, body: JSON.stringify(body) });
      assert.equal(status, 200);
      await until("both are told", 20, async () => told.length >= 2);
      const { inhibited } = await states(stack);
      assert.deepEqual([...new Set(told)].sort(), [cause, unrelated].sort());
      assert.deepEqual(inhibited, [...effects].sort());
    });

  async function states(stack: string): Promise<{ inhibited: string[] }> {
    const all = (await (await fetch(`${api}/api/v2/alerts`)).json()) as any[];
    const mine = all.filter(({ labels }) => labels.stack === stack);
    const inhibited = mine.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels.alertname);
    return { inhibited: inhibited.sort() };
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await until("a free port", 5, async () => server.address() !== null);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
