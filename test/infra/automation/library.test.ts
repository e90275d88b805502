/** The library as a program uses it, on stacks that never start anything: previews, and runs that are refused. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { stringify } from "yaml";
import { cacheFolder, stackFolder } from "../../../components/local/folder.ts";
import * as automation from "../../../infra/automation/index.ts";

const stack = "library";
let home = "";
let configFile = "";
const before = { home: process.env["TRIBUTARY_HOME"], cache: process.env["TRIBUTARY_CACHE"] };
beforeEach(() => {
  process.env["TRIBUTARY_CACHE"] = cacheFolder();
  home = mkdtempSync(join(tmpdir(), "tributary-library-"));
  process.env["TRIBUTARY_HOME"] = home;
  configFile = join(home, `Pulumi.${stack}.yaml`);
  settings({});
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
  for (const [name, value] of [
    ["TRIBUTARY_HOME", before.home],
    ["TRIBUTARY_CACHE", before.cache],
  ] as const) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

function settings(kafka: Record<string, unknown>): void {
  const ports = {
    kafka: 21390,
    replication: 21391,
    controller: 21392,
    zookeeper: 21393,
    registry: 21394,
    ingest: 21395,
  };
  const config = {
    "tributary:cloud": "local",
    "tributary:local": { ports },
    "tributary:kafka": {
      backend: "local",
      topics: { events: { partitions: 3 } },
      access: { reader: { auth: "scram" } },
      ...kafka,
    },
    "tributary:registry": { enabled: false },
  };
  writeFileSync(configFile, stringify({ config }));
}
const options = (more: Partial<automation.RunOptions> = {}): automation.RunOptions => ({
  stack,
  configFile,
  engine: "embedded",
  ...more,
});

test("preview tells each step as typed events, creates nothing and is recorded", async () => {
  const events: automation.RunEvent[] = [];
  const result = await automation.preview(options({ onEvent: (event) => events.push(event) }));
  assert.ok((result.changes.create ?? 0) >= 6, JSON.stringify(result.changes));
  assert.deepEqual([events[0]?.type, events.at(-1)?.type], ["run-started", "run-finished"]);
  const types = new Set(events.flatMap((event) => (event.type === "step-finished" ? [event.resourceType] : [])));
  for (const type of ["tributary:local:Broker", "tributary:kafka:Topic", "tributary:kafka:User"])
    assert.ok(types.has(type), type);
  const left = readdirSync(stackFolder(stack).root).filter((name) => !/^run/.test(name));
  assert.deepEqual(
    left.filter((name) => name !== "passphrase"),
    [],
    "nothing but the record and the lock is left",
  );
  const [record] = await automation.history(stack);
  assert.deepEqual([record?.operation, record?.result, record?.run], ["preview", "succeeded", result.run]);
  assert.deepEqual(automation.runEvents(stack, result.run), events);
  assert.equal((await automation.status(stack)).up, false);
  assert.throws(() => automation.outputs(stack), { code: "TRB_STACK_DOWN" });
});

test("wrong settings are refused before anything is written", async () => {
  settings({ nodes: 0, topics: { events: { partitions: -1 } } });
  await assert.rejects(automation.up(options()), (error: automation.TributaryError) => {
    assert.equal(error.code, "TRB_SETTINGS_INVALID");
    assert.equal((error.details["problems"] as unknown[]).length, 2, "both at once");
    return true;
  });
  assert.ok(!existsSync(stackFolder(stack).root));
});

test("a stack that is not known, a name that is none, and what was never up", async () => {
  await assert.rejects(automation.up({ stack: "nowhere" }), { code: "TRB_STACK_UNKNOWN" });
  await assert.rejects(automation.down({ stack: "nowhere" }), { code: "TRB_STACK_UNKNOWN" });
  await assert.rejects(automation.down({ stack: "kubernetes-small" }), {
    code: "TRB_DATA_PROTECTED",
    message: /on kubernetes, where its disks are part of it/,
  });
  await assert.rejects(automation.up({ stack: "../up" }), { code: "TRB_STACK_UNKNOWN" });
  await assert.rejects(automation.refresh(options()), { code: "TRB_STACK_DOWN" });
  assert.deepEqual((await automation.down(options())).changes, {});
  assert.equal(await automation.cancel(stack), false);
});

test("a port in use is told before anything is created, and the stack stays nobody's", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(21390, "127.0.0.1", resolve));
  try {
    await assert.rejects(automation.up(options()), (error: automation.TributaryError) => {
      assert.equal(error.code, "TRB_PORT_IN_USE");
      assert.match(error.message, /21390.*local\.ports\.kafka/);
      return true;
    });
  } finally {
    server.close();
  }
  assert.ok(!existsSync(stackFolder(stack).path("engine.json")));
  assert.ok(!existsSync(stackFolder(stack).path("supervisor")), "nothing was started");
  const [record] = await automation.history(stack);
  assert.deepEqual([record?.result, record?.error?.code], ["failed", "TRB_PORT_IN_USE"]);
});

test("a run that is aborted before it began anything is cancelled", async () => {
  await assert.rejects(automation.preview(options({ signal: AbortSignal.abort() })), { code: "TRB_CANCELLED" });
});
