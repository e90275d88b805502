/** What the doctor finds on this machine: real ports, real connections, the real programs on PATH. */
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stringify } from "yaml";
import { examine, type Finding } from "../../../infra/doctor/index.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-doctor-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A stack file with a change. */
function changed(stack: string, change: (raw: any) => void): string {
  const raw = readStackFile(stack) as any;
  change(raw);
  const file = join(folder, `${stack}.yaml`);
  const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`tributary:${key}`, value]));
  writeFileSync(file, stringify({ config }));
  return file;
}

const problems = (findings: Finding[]): Finding[] => findings.filter(({ state }) => state === "problem");

/** Of its own: the stack that a person has up holds the usual ones. */
const ports = {
  kafka: 21700,
  replication: 21710,
  controller: 21720,
  metrics: 21725,
  zookeeper: 21729,
  ingest: 21731,
  prometheus: 21735,
  ops: 21740,
};

async function listening(): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}

test("a stack of this machine: tools are named with where they are, a port that is taken with the setting to change", async () => {
  const taken = await listening();
  try {
    const configFile = changed("local", (raw) => (raw.local = { ports: { ...ports, registry: taken.port } }));
    const findings = await examine("doctor-test", { configFile });
    assert.match(findings.map(({ what }) => what).join("\n"), /Java \d+ at \/.*\nMaven at \//);
    const [port, ...others] = problems(findings);
    assert.deepEqual(others, []);
    assert.match(port!.what, new RegExp(`${taken.port}`));
    assert.match(`${port!.what} ${port!.todo}`, /local\.ports\.registry/);
  } finally {
    taken.close();
  }
});

test("wrong settings are all that can be said", async () => {
  const configFile = changed("local", (raw) => (raw.kafka.backend = "rabbit"));
  const findings = await examine("doctor-test", { configFile });
  assert.equal(findings.length, 1);
  assert.match(findings[0]!.what, /kafka\.backend/);
  assert.match(findings[0]!.todo, /the stack's file/);
});

test("brokers of somebody else: one that takes connections, one that does not", async () => {
  const broker = await listening();
  const nobody = await listening();
  nobody.close();
  const configFile = changed("existing-local", (raw) => {
    raw.kafka.bootstrapServers = [`127.0.0.1:${broker.port}`, `127.0.0.1:${nobody.port}`];
  });
  const findings = (await examine("doctor-test", { configFile })).filter(({ subject }) => subject === "reach");
  broker.close();
  assert.deepEqual(
    findings.map(({ state, what }) => [state, what]),
    [
      ["ok", `broker 127.0.0.1:${broker.port} takes connections`],
      ["problem", `Broker 127.0.0.1:${nobody.port}: ECONNREFUSED.`],
    ],
  );
});

test("a stack on a cloud: programs that are missing, credentials, a cluster that nobody answers for", async () => {
  const { PATH, KUBECONFIG } = process.env;
  Object.assign(process.env, { PATH: folder, KUBECONFIG: join(folder, "none") });
  try {
    const findings = await examine("kubernetes-production", { env: { PATH: folder } });
    const told = problems(findings).map(({ subject, what }) => `${subject}: ${what}`);
    assert.match(told.join("\n"), /tools: pulumi is not on PATH\.\nreach: .*context/);
    assert.match(findings.map(({ what }) => what).join("\n"), /Pulumi's state needs PULUMI_ACCESS_TOKEN/);
    for (const { state, what, todo } of findings) assert.equal(todo !== "", state !== "ok", what);
  } finally {
    process.env["PATH"] = PATH;
    if (KUBECONFIG === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = KUBECONFIG;
  }
});

test("Pulumi's command line is held against the version that pipelines have", async () => {
  const { PATH } = process.env;
  const bin = mkdtempSync(join(folder, "bin-"));
  process.env["PATH"] = `${bin}:/bin`;
  try {
    const told = async (script: string) => {
      writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const findings = await examine("kubernetes-production", { env: { PATH: bin } });
      return findings.find(({ what }) => /pulumi/.test(what))!;
    };
    const old = await told("echo v3.9.1");
    assert.deepEqual([old.state, /is 3\.9\.1, and pipelines have 3\./.test(old.what)], ["warning", true], old.what);
    assert.match(old.todo, /^Install 3\.\d+\.\d+ or newer/);
    const right = await told("echo v99.0.0");
    assert.deepEqual([right.state, right.todo], ["ok", ""]);
    assert.match(right.what, /, 99\.0\.0$/);
    assert.equal((await told("exit 3")).state, "warning", "one that does not say it");
  } finally {
    process.env["PATH"] = PATH;
  }
});

test("versions without fixes are told from the day on that they have none", async () => {
  const { PATH } = process.env;
  process.env["PATH"] = folder;
  try {
    const at = async (day: string) =>
      (await examine("aws-msk-production", { today: new Date(day) })).filter(({ subject }) => subject === "versions");
    const [early] = await at("2026-01-01");
    assert.equal(early!.state, "ok");
    const [late] = await at("2035-01-01");
    assert.equal(late!.state, "warning");
    assert.match(late!.what, /has had no fixes since 20\d\d-\d\d-\d\d/);
  } finally {
    process.env["PATH"] = PATH;
  }
});

test("what Pulumi keeps of a provider in the stack's file counts as there, although it is encrypted", async () => {
  const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = process.env;
  for (const name of ["CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"]) delete process.env[name];
  try {
    const stack = "confluent-gcp-development";
    const reach = async (configFile?: string) =>
      (await examine(stack, { configFile })).filter(({ subject }) => subject === "reach").map(({ what }) => what);
    assert.match((await reach())[0]!, /^Confluent Cloud needs/);
    const file = changed(stack, () => undefined);
    appendFileSync(
      file,
      ["Key", "Secret"].map((part) => `  confluentcloud:cloudApi${part}:\n    secure: v1:made-up\n`).join(""),
    );
    assert.match((await reach(file))[0]!, /stands in nobody's way/);
  } finally {
    if (key !== undefined) process.env["CONFLUENT_CLOUD_API_KEY"] = key;
    if (secret !== undefined) process.env["CONFLUENT_CLOUD_API_SECRET"] = secret;
  }
});
