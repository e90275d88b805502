/** The schema registry: what it was given survives its death, and what would break readers is refused before anything changes. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { projectRoot } from "../../components/local/folder.ts";
import { Platform } from "../support/platform.ts";
import { until } from "../support/reader.ts";

// Schemas of settings lie below the project's root.
mkdirSync(join(projectRoot, ".tributary"), { recursive: true });
const schemas = mkdtempSync(join(projectRoot, ".tributary", "test-schemas-"));
const file = join(schemas, "login-event.json");
cpSync(join(projectRoot, "app/schemas/login-event.v1.json"), file);
const kafka = (compatibility: string) => ({
  topics: {
    events: {
      name: "login-events",
      partitions: 2,
      schema: { value: { file: relative(projectRoot, file), type: "JSON" }, compatibility },
    },
    processed: { name: "login-events-processed", partitions: 2 },
    deadLetter: { name: "login-events-dead-letter", partitions: 2 },
  },
});
const platform = new Platform({ stack: "e2e-registry", basePort: 23600, ingest: false, kafka: kafka("BACKWARD") });
const settings = (compatibility: string) => platform.change({ kafka: kafka(compatibility) });

before(() => platform.up(), { timeout: 300_000 });
after(
  async () => {
    await platform.dispose();
    rmSync(schemas, { recursive: true, force: true });
  },
  { timeout: 120_000 },
);

const api = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${platform.port("registry")}/apis/ccompat/v7/${path}`);
  return { status: answer.status, body: (await answer.json()) as any };
};
const status = async () => JSON.parse((await platform.cli("status", ["--json"])).stdout);
type Schema = { properties: Record<string, object>; required: string[] };
function edit(change: (schema: Schema) => void): void {
  const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
  change(schema);
  writeFileSync(file, JSON.stringify(schema, null, 2));
}

test("schemas and their ids survive a restart of the registry", { timeout: 120_000 }, async () => {
  const before = await api("subjects/login-events-value/versions/latest");
  assert.equal(before.status, 200);
  assert.equal((await api("config/login-events-value")).body.compatibilityLevel, "BACKWARD");
  const { pid } = (await status()).processes.find(({ kind }: { kind: string }) => kind === "registry");
  process.kill(pid, "SIGKILL");
  await until("the registry", 60, async () => {
    const { processes } = await status();
    const registry = processes.find(({ kind }: { kind: string }) => kind === "registry");
    return registry.ready && registry.pid !== pid;
  });
  assert.deepEqual(await api("subjects/login-events-value/versions/latest"), before);
  assert.equal((await api("config/login-events-value")).body.compatibilityLevel, "BACKWARD");
});

test("a compatible schema becomes version 2", { timeout: 120_000 }, async () => {
  edit(({ properties }) => {
    properties["region"] = { type: ["string", "null"] };
  });
  settings("BACKWARD_TRANSITIVE");
  const preview = await platform.cli("preview");
  assert.equal(preview.code, 0, preview.stdout + preview.stderr);
  assert.equal(
    (await api("config/login-events-value")).body.compatibilityLevel,
    "BACKWARD",
    "a preview changes nothing",
  );
  await platform.up();
  assert.equal((await api("subjects/login-events-value/versions/latest")).body.version, 2);
  assert.equal((await api("config/login-events-value")).body.compatibilityLevel, "BACKWARD_TRANSITIVE");
});

test("an incompatible one is refused, and nothing is deployed with it", { timeout: 120_000 }, async () => {
  const before = (await status()).processes.map(({ name, pid }: { name: string; pid: number }) => [name, pid]);
  edit(({ properties, required }) => {
    properties["tenant"] = { type: "string" };
    required.push("tenant");
  });
  // Something else changes with it, which must not happen either.
  platform.change({ workers: 2, kafka: kafka("FULL") });
  await fetch(`http://127.0.0.1:${platform.port("registry")}/apis/ccompat/v7/config/login-events-value`, {
    method: "DELETE",
  });
  const rule = await api("config/login-events-value");
  const refused = await platform.cli("up");
  assert.equal(refused.code, 5, refused.stdout + refused.stderr);
  assert.match(
    refused.stderr,
    /The schema of login-events-value is not FULL compatible .*Make the new fields optional/s,
  );
  assert.deepEqual(await api("config/login-events-value"), rule, "the rule is as it was");
  assert.deepEqual([...(await api("subjects/login-events-value/versions")).body], [1, 2]);
  const now = (await status()).processes.map(({ name, pid }: { name: string; pid: number }) => [name, pid]);
  assert.deepEqual(now, before, "no process was restarted");
});
