/** Who is told of what, asked of Alertmanager's own tool; and what is not told, by a real Alertmanager. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stringify } from "yaml";
import { type AlertRoutes, alertmanagerConfig, secretsOf } from "../../../components/monitoring/alertmanager.ts";
import { findOnPath } from "../../../infra/find-on-path.ts";

const routes: AlertRoutes = {
  receivers: {
    night: { kind: "pagerduty", key: { secretName: "pagerduty", key: "key" } },
    channel: { kind: "slack", channel: "#kafka", url: { secretName: "slack", key: "url" } },
    team: {
      kind: "email",
      to: "team@example.com",
      from: "alerts@example.com",
      server: "mail.example.com:587",
      username: "alerts",
      password: { secretName: "mail", key: "password" },
    },
    hook: { kind: "webhook", url: { secretName: "hook", key: "url" } },
  },
  critical: ["night", "channel"],
  warning: ["channel"],
  application: { critical: ["team", "hook"], warning: [] },
};

test("Secrets are read as files, each once, and none of their values is there", () => {
  assert.deepEqual(secretsOf(routes), ["hook", "mail", "pagerduty", "slack"]);
  const text = JSON.stringify(alertmanagerConfig(routes, {}));
  for (const name of secretsOf(routes)) assert.match(text, new RegExp(`"/etc/alertmanager/secrets/${name}/`));
});

const missing = findOnPath("amtool") ? false : "there is no `amtool` on PATH";
describe("Alertmanager's own tool", { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-alertmanager-"));
  const file = join(folder, "alertmanager.yml");
  before(() => {
    const text = stringify(alertmanagerConfig(routes, { KafkaBrokerDown: ["KafkaUnderReplicated"] }));
    // Files of webhooks are since 0.26, and Debian's is 0.25.
    writeFileSync(file, text.replace(/(?<!api_)url_file: .*/, "url: http://hook.example.com"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const amtool = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync("amtool", args, { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
    return stdout.trim();
  };

  test("takes the configuration", () => {
    assert.match(amtool("check-config", file), /SUCCESS/);
  });

  for (const [labels, told] of [
    [["severity=critical", "owner=platform"], "night+channel"],
    [["severity=warning", "owner=platform"], "channel"],
    [["severity=critical", "owner=application"], "team+hook"],
    // Nobody of its own is named: those of the platform are.
    [["severity=warning", "owner=application"], "channel"],
    [["severity=none"], "nobody"],
  ] as const)
    test(`${labels.join(", ")}: ${told}`, () => {
      const by = amtool("config", "routes", "test", `--config.file=${file}`, "stack=local", "alertname=A", ...labels);
      assert.equal(by, told);
    });
});
