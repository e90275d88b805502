/** The parts of the automation library that need no stack: lock, ownership, choice of the engine, records, metrics. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { stackFolder } from "../../../components/local/folder.ts";
import type { ProcessStatus } from "../../../components/local/supervisor/api.ts";
import { chooseEngine } from "../../../infra/automation/choose.ts";
import { holder, takeLock } from "../../../infra/automation/lock.ts";
import { claim, readOwner } from "../../../infra/automation/ownership.ts";
import { newRunId, RunWriter, readEvents, readRecords } from "../../../infra/automation/records.ts";
import { counterIn, readTraffic } from "../../../infra/automation/traffic.ts";
import type { RunRecord } from "../../../infra/automation/types.ts";

let home = "";
const before = { home: process.env["TRIBUTARY_HOME"], path: process.env["PATH"] };
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tributary-automation-"));
  process.env["TRIBUTARY_HOME"] = home;
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
  if (before.home === undefined) delete process.env["TRIBUTARY_HOME"];
  else process.env["TRIBUTARY_HOME"] = before.home;
  process.env["PATH"] = before.path;
});
const folder = () => stackFolder("parts");

test("a second run on a stack is told who is at it; the lock of a process that was killed is free", async () => {
  const script = `const { stackFolder } = await import(${JSON.stringify(join(import.meta.dirname, "../../../components/local/folder.ts"))});
    const { takeLock } = await import(${JSON.stringify(join(import.meta.dirname, "../../../infra/automation/lock.ts"))});
    await takeLock(stackFolder("parts"), "up", "run-1"); console.log("held"); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => other.stdout.once("data", resolve));
  assert.equal((await holder(folder()))?.pid, other.pid);
  await assert.rejects(takeLock(folder(), "preview", "run-2"), (error: any) => {
    assert.equal(error.code, "TRB_STACK_BUSY");
    assert.match(error.message, new RegExp(`^Stack parts is busy: .up., process ${other.pid}, since 20\\d\\d-`));
    assert.equal(error.details.pid, other.pid);
    return true;
  });
  const gone = new Promise((resolve) => other.once("exit", resolve));
  other.kill("SIGKILL");
  await gone;
  assert.equal(await holder(folder()), undefined, "a note of a process that is gone does not count");
  const lock = await takeLock(folder(), "up", "run-3");
  assert.equal((await holder(folder()))?.run, "run-3");
  lock.release();
  assert.equal(await holder(folder()), undefined);
});

test("who came a moment too late is told, too, before the other has noted who it is", async () => {
  const lock = await takeLock(folder(), "up", "run-1");
  const note = folder().path("run.json");
  const text = readFileSync(note, "utf8");
  rmSync(note);
  setTimeout(() => writeFileSync(note, text), 250);
  await assert.rejects(takeLock(folder(), "up", "run-2"), { message: new RegExp(`process ${process.pid}, since`) });
  lock.release();
});

test("a stack belongs to one engine: the other is refused, or takes over and puts the former state aside", () => {
  mkdirSync(folder().root, { recursive: true });
  assert.equal(claim(folder(), "embedded", false, true), false);
  writeFileSync(folder().path("state.json"), "{}");
  assert.throws(() => claim(folder(), "pulumi", false, true), {
    code: "TRB_STACK_ENGINE",
    message: /belongs to the embedded engine/,
  });
  assert.equal(claim(folder(), "pulumi", true, false), true);
  assert.equal(readOwner(folder())?.engine, "embedded", "a preview takes nothing over");
  assert.equal(claim(folder(), "pulumi", true, true), true);
  assert.deepEqual([readOwner(folder())?.engine, existsSync(folder().path("state.json"))], ["pulumi", false]);
  assert.ok(existsSync(folder().path("state.json.former")));
  mkdirSync(folder().path("pulumi"));
  claim(folder(), "embedded", true, true);
  assert.ok(existsSync(folder().path("pulumi.former")) && !existsSync(folder().path("pulumi")));
});

test("a folder of a newer version is refused", () => {
  mkdirSync(folder().root, { recursive: true });
  writeFileSync(folder().path("engine.json"), JSON.stringify({ version: 2, engine: "embedded" }));
  assert.throws(() => readOwner(folder()), { code: "TRB_STACK_VERSION", message: /version 2, this one knows 1/ });
});

test("auto is the stack's own engine, else the pulumi on PATH, else the embedded one; npm is used only when asked for", () => {
  const bin = join(home, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "pulumi"), "#!/bin/sh\n");
  chmodSync(join(bin, "pulumi"), 0o755);
  const own = (engine: "pulumi" | "embedded") => ({ version: 1, engine }) as const;
  process.env["PATH"] = "/usr/bin:/bin";
  assert.equal(chooseEngine("auto", undefined, false).name, "embedded");
  assert.throws(() => chooseEngine("pulumi", undefined, false), { code: "TRB_PULUMI_MISSING" });
  assert.throws(() => chooseEngine("auto", own("pulumi"), false), {
    code: "TRB_PULUMI_MISSING",
    message: /belongs to the pulumi engine/,
  });
  process.env["PATH"] = `${bin}:/usr/bin:/bin`;
  assert.deepEqual(chooseEngine("auto", undefined, false), { name: "pulumi", command: [join(bin, "pulumi")] });
  assert.equal(chooseEngine("auto", own("embedded"), false).name, "embedded");
  assert.equal(chooseEngine("auto", own("embedded"), true).name, "pulumi");
  assert.equal(chooseEngine("embedded", own("pulumi"), false).name, "embedded");
  assert.deepEqual(chooseEngine("npm", undefined, false).command.slice(0, 2), ["npx", "--yes"]);
});

test("records and events are kept for the owner only; a run whose process is gone was interrupted; the oldest go", () => {
  const record = (run: string): RunRecord => ({
    ...{ version: 1, run, operation: "up", stack: "parts", engine: "embedded", startedAt: "2026-11-23T10:00:00.000Z" },
    ...{ finishedAt: null, result: "running", changes: {}, error: null, pid: 1 },
  });
  const first = new RunWriter(folder(), record("a"));
  first.event({ at: "2026-11-23T10:00:00.000Z", type: "message", severity: "info", text: "hello" });
  first.finish({ result: "succeeded", changes: { create: 2 }, error: null });
  new RunWriter(folder(), record("b"));
  const [b, a] = readRecords(folder(), undefined);
  assert.deepEqual(
    [a?.result, a?.changes, b?.result, b?.error?.code],
    ["succeeded", { create: 2 }, "failed", "TRB_RUN_FAILED"],
  );
  assert.equal(readRecords(folder(), "b")[0]?.result, "running");
  assert.equal(readEvents(folder(), "a").length, 1);
  assert.equal(statSync(folder().path("runs", "a.ndjson")).mode & 0o777, 0o600);
  for (let index = 0; index < 105; index++) new RunWriter(folder(), record(`c${String(index).padStart(3, "0")}`));
  assert.equal(readdirSync(folder().path("runs")).filter((name) => name.endsWith(".json")).length, 100);
  assert.ok(!existsSync(folder().path("runs", "a.ndjson")), "a run's events go with it");
  assert.ok(newRunId(new Date(0)) < newRunId(new Date(1_000)), "ids sort by time");
  assert.match(readFileSync(folder().path("runs", "c104.json"), "utf8"), /"running"/);
});

test("counters are summed over labels and processes, and a process that does not answer counts as nothing", async () => {
  const page = [
    "# TYPE tributary_events_read_total counter",
    "tributary_events_read_total 12",
    'tributary_events_dead_lettered_total{reason="a b"} 2',
    'tributary_events_dead_lettered_total{reason="c} 9"} 1e1',
    "tributary_events_read_total_other 99",
  ].join("\n");
  assert.equal(counterIn(page, "tributary_events_read_total"), 12);
  assert.equal(counterIn(page, "tributary_events_dead_lettered_total"), 12);
  assert.equal(counterIn(page, "tributary_events_processed_total"), 0);
  const server = createServer((_request, response) => response.end(page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const process_ = (port: number): ProcessStatus => ({
    ...{ name: "processor-0", kind: "processor", state: "running", ready: true, pid: 1, ports: { ops: port } },
    ...{ restarts: 0, startedAt: null, lastExit: null, residentBytes: null, revision: "" },
  });
  const there = process_((server.address() as AddressInfo).port);
  const traffic = await readTraffic([there, there, process_(9)]);
  assert.deepEqual([traffic?.read, traffic?.deadLettered, traffic?.processed], [24, 24, 0]);
  server.close();
  assert.equal(await readTraffic([process_(9)]), null);
});
