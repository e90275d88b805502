/** What starts a registry's pod: the real agent beside Kafka's real metrics, found by its folder as in the image, and its page read. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { after, test } from "node:test";
import { ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { metricsIn } from "../../../components/monitoring/signal.ts";
import { registrySignals } from "../../../components/monitoring/signals/registry.ts";
import { startScript } from "../../../components/registry/kubernetes/page.ts";

const program = new URL("./java/Page.java", import.meta.url).pathname;
const { command } = await findJava(17);
const noCompiler =
  !String(spawnSync(command, ["--list-modules"]).stdout).includes("jdk.compiler") &&
  `${command} cannot compile a program: it belongs to a JRE, and this takes a JDK`;
const folder = mkdtempSync(join(tmpdir(), "tributary-page-"));
const jars = join(folder, "jars");
const start = join(folder, "run");
const config = join(folder, "jmx-exporter.yaml");
const started: ChildProcess[] = [];

after(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Starts what stands in for the image's own program; `said` is what it says first. */
async function run(lines: string, port = 0): Promise<{ child: ChildProcess; said: string }> {
  mkdirSync(jars, { recursive: true });
  writeFileSync(start, `#!/bin/sh\n${lines}\n`);
  chmodSync(start, 0o700);
  const child = spawn("bash", ["-c", startScript({ jars, start, config, port })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(child);
  const [said] = await once(child.stdout!, "data");
  return { child, said: String(said) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

test("an image without the agent starts as it is", async () => {
  const { child, said } = await run('echo "started [$SCHEMA_REGISTRY_OPTS]"; exec cat > /dev/null');
  assert.equal(said, "started []\n");
  child.stdin!.end();
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("the page has the registry's requests under the names that signals ask, failures of ours apart, and nothing of Kafka's clients", {
  skip: noCompiler,
  timeout: 120_000,
}, async () => {
  const [agent] = (await ensureArtifacts("jmx-exporter-1.0.1")).classpath;
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  mkdirSync(jars, { recursive: true });
  symlinkSync(agent!, join(jars, basename(agent!)));
  const port = await freePort();
  const { child } = await run(
    `exec ${command} $SCHEMA_REGISTRY_OPTS -Xmx128m -cp ${classpath.join(delimiter)} ${program}`,
    port,
  );
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (series: string) => {
    const line = page.split("\n").find((one) => one.startsWith(`${series} `));
    assert.ok(line, `${series} is not on the page:\n${page}`);
    return Number(line.split(" ")[1]);
  };
  const asked = Object.values(registrySignals).flatMap(({ from }) => metricsIn(from["schema-registry"]));
  for (const name of asked.filter((one) => one.startsWith("kafka_"))) assert.ok(value(name) > 0, name);
  assert.equal(value("kafka_schema_registry_jersey_metrics_request_latency_99") > 1_000, true);
  const failed = value('kafka_schema_registry_jersey_metrics_request_error_rate{http_status_code="5xx"}');
  const all = value("kafka_schema_registry_jersey_metrics_request_error_rate");
  assert.ok(Math.abs(all - 2 * failed) < failed / 2, `${all} of all, ${failed} of them the registry's own`);
  assert.ok(!page.includes("\nkafka_metrics"));
  child.stdin!.end();
  await once(child, "exit");
});
