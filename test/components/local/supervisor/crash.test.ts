/** What holds when the supervisor is killed. Ports 21110-21119. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { connectSupervisor, ensureSupervisor, stopEverything } from "../../../../components/local/supervisor/client.ts";
import { marks, startTimeOf } from "../../../../components/local/supervisor/identity.ts";
import { newRecords, writeRecords } from "../../../../components/local/supervisor/records.ts";
import { alive, killSupervisor, recordsOf, sleeper, supervisorPid, temporaryStack, until, webServer } from "./stack.ts";

test("processes outlive their supervisor; the next one adopts them, restarts the dead, and watches both", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const web = await supervisor.put(webServer("web", 21110), { waitReadyMs: 30_000 });
  const other = await supervisor.put(sleeper("other"));
  const former = await killSupervisor(folder);
  assert.equal(await alive(web.pid), true);
  assert.equal(await connectSupervisor(folder), undefined);
  process.kill(other.pid!, "SIGKILL");

  const next = await ensureSupervisor(folder);
  assert.notEqual((await next.status()).pid, former);
  const unchanged = await next.put(webServer("web", 21110), { waitReadyMs: 30_000 });
  assert.deepEqual([unchanged.pid, unchanged.restarts], [web.pid, 0]);
  const revived = await until("the other one runs again", async () => {
    const status = (await next.status()).processes.find((one) => one.name === "other");
    return status?.state === "running" && status;
  });
  assert.notEqual(revived.pid, other.pid);

  process.kill(web.pid!, "SIGKILL");
  const again = await until("the adopted one is restarted", async () => {
    const status = (await next.status()).processes.find((one) => one.name === "web");
    return status?.ready && status.pid !== web.pid && status;
  });
  assert.equal(again.restarts, 1);
});

test("an adopted process is stopped like any other", async (t) => {
  const folder = temporaryStack(t);
  const first = await (await ensureSupervisor(folder)).put(sleeper("one"));
  await killSupervisor(folder);
  const next = await ensureSupervisor(folder);
  await next.remove("one");
  assert.equal(await alive(first.pid), false);
  assert.deepEqual((await next.status()).processes, []);
});

test("a client whose supervisor died goes on with a new one", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const first = await supervisor.put(sleeper("one"));
  await killSupervisor(folder);
  assert.equal((await supervisor.put(sleeper("one"))).pid, first.pid);
});

test("stopEverything stops all without a supervisor, twice, and at once", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const one = await supervisor.put(webServer("one", 21111), { waitReadyMs: 30_000 });
  const two = await supervisor.put(sleeper("two"));
  await killSupervisor(folder);
  const both = await Promise.all([stopEverything(folder), stopEverything(folder)]);
  assert.deepEqual(both.flatMap((result) => result.stopped).sort(), ["one", "two"]);
  assert.deepEqual([await alive(one.pid), await alive(two.pid)], [false, false]);
  assert.deepEqual(await stopEverything(folder), { stopped: [] });
  assert.deepEqual(recordsOf(folder).processes, {});
});

test("stopEverything with a live supervisor leaves neither processes nor the supervisor", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const pid = supervisorPid(folder);
  const one = await supervisor.put(sleeper("one"));
  const results = await Promise.all([stopEverything(folder), stopEverything(folder), stopEverything(folder)]);
  assert.ok(results.some(({ stopped }) => stopped.includes("one")));
  assert.deepEqual([await alive(one.pid), await alive(pid)], [false, false]);
});

test("stopEverything ends a supervisor that hangs, and its processes", async (t) => {
  const folder = temporaryStack(t);
  const one = await (await ensureSupervisor(folder)).put(sleeper("one"));
  const pid = supervisorPid(folder);
  process.kill(pid, "SIGSTOP");
  t.after(() => alive(pid).then((lives) => lives && process.kill(pid, "SIGKILL")));
  await stopEverything(folder);
  assert.deepEqual([await alive(one.pid), await alive(pid)], [false, false]);
});

test("a process that was started but not yet written down is found by its mark", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const one = await supervisor.put(sleeper("one"));
  await killSupervisor(folder);
  const records = recordsOf(folder);
  records.processes["one"]!.identity = null;
  writeRecords(folder, records);
  const next = await ensureSupervisor(folder);
  assert.equal((await next.put(sleeper("one"))).pid, one.pid);

  await killSupervisor(folder);
  writeRecords(folder, { ...records, processes: {} });
  assert.deepEqual(await stopEverything(folder), { stopped: ["one"] });
  assert.equal(await alive(one.pid), false);
});

test("a stranger who has a recorded pid by now is left alone", async (t) => {
  const folder = temporaryStack(t);
  const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  t.after(() => stranger.kill("SIGKILL"));
  await once(stranger, "spawn");
  const records = newRecords();
  const startTime = (await startTimeOf(stranger.pid!))!;
  const record = { spec: sleeper("one"), order: 1, startedAt: null, restarts: 0 };
  for (const identity of [
    { pid: stranger.pid!, startTime: "1" },
    { pid: stranger.pid!, startTime },
  ]) {
    writeRecords(folder, { ...records, processes: { one: { ...record, identity } } });
    assert.deepEqual(await stopEverything(folder), { stopped: [] });
    assert.equal(stranger.exitCode ?? stranger.signalCode, null, "the stranger lives");

    writeRecords(folder, { ...records, processes: { one: { ...record, identity } } });
    const status = (await (await ensureSupervisor(folder)).put(sleeper("one"))).pid;
    assert.notEqual(status, stranger.pid, "a stranger is not adopted");
    await stopEverything(folder);
    assert.equal(stranger.exitCode ?? stranger.signalCode, null, "the stranger lives");
  }
});

test("a stranger with another stack's mark is left alone", async (t) => {
  const folder = temporaryStack(t);
  const env = { ...process.env, [marks.token]: "0".repeat(48), [marks.process]: "one" };
  const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore", env });
  t.after(() => stranger.kill("SIGKILL"));
  await once(stranger, "spawn");
  const identity = { pid: stranger.pid!, startTime: (await startTimeOf(stranger.pid!))! };
  const record = { spec: sleeper("one"), order: 1, identity, startedAt: null, restarts: 0 };
  writeRecords(folder, { ...newRecords(), processes: { one: record } });
  assert.deepEqual(await stopEverything(folder), { stopped: [] });
  assert.equal(stranger.exitCode ?? stranger.signalCode, null);
});

test("a supervisor that the system ends stops all, and the next one starts all again", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const one = await supervisor.put(sleeper("one"));
  const pid = supervisorPid(folder);
  process.kill(pid, "SIGTERM");
  await until("the supervisor is gone", async () => !(await alive(pid)));
  assert.equal(await alive(one.pid), false);
  const next = await ensureSupervisor(folder);
  await until("it runs again", async () => (await next.status()).processes[0]?.state === "running");
});

test("records of a newer version are refused in one sentence", async (t) => {
  const folder = temporaryStack(t);
  writeRecords(folder, { ...newRecords(), version: 2 as 1 });
  t.after(() => writeRecords(folder, newRecords()));
  await assert.rejects(ensureSupervisor(folder), { code: "TRB_STACK_VERSION" });
  await assert.rejects(stopEverything(folder), { code: "TRB_STACK_VERSION" });
  writeRecords(folder, newRecords());
});

test("a supervisor whose folder was deleted ends, with its processes", async (t) => {
  const folder = temporaryStack(t);
  const one = await (await ensureSupervisor(folder)).put(sleeper("one"));
  const pid = supervisorPid(folder);
  rmSync(folder.root, { recursive: true });
  await until("it has noticed", async () => !(await alive(pid)) && !(await alive(one.pid)), 60_000);
});
