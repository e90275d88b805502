/** What the supervisor does while it lives. Ports 21100-21109. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { connectSupervisor, ensureSupervisor } from "../../../../components/local/supervisor/client.ts";
import { supervisorFile } from "../../../../components/local/supervisor/paths.ts";
import { alive, sleeper, supervisorPid, temporaryStack, until, webServer } from "./stack.ts";

test("starts a process, tells when it is ready, and leaves an unchanged one alone", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const spec = webServer("web", 21100);
  const first = await supervisor.put(spec, { waitReadyMs: 30_000 });
  assert.equal(first.state, "running");
  assert.equal(first.ready, true);
  assert.equal(first.restarts, 0);
  assert.ok((first.residentBytes ?? 0) > 10_000_000, "resident bytes are measured");
  assert.equal(await (await fetch("http://127.0.0.1:21100/")).text(), "ok");

  const second = await supervisor.put(spec, { waitReadyMs: 30_000 });
  assert.equal(second.pid, first.pid);
  assert.equal((await supervisor.status()).processes.length, 1);
});

test("replaces a process when anything of its spec differs, the revision alone included", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const first = await supervisor.put(webServer("web", 21100), { waitReadyMs: 30_000 });
  const second = await supervisor.put(webServer("web", 21100, { revision: "2" }), { waitReadyMs: 30_000 });
  assert.notEqual(second.pid, first.pid);
  assert.equal(second.revision, "2");
  assert.equal(second.restarts, 0, "a replacement is no restart");
  assert.equal(await alive(first.pid), false);
});

test("restarts a process that ends, with a growing pause", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const first = await supervisor.put(webServer("web", 21100), { waitReadyMs: 30_000 });
  process.kill(first.pid!, "SIGKILL");
  const again = await until("it runs again", async () => {
    const web = (await supervisor.status()).processes[0]!;
    return web.ready && web.pid !== first.pid && web;
  });
  assert.equal(again.restarts, 1);
  assert.equal(again.lastExit, "signal SIGKILL");

  const began = Date.now();
  await supervisor.put(sleeper("short", "process.exit(3)"));
  const short = await until("it was restarted twice", async () => {
    const status = (await supervisor.status()).processes.find((one) => one.name === "short")!;
    return status.restarts === 2 && status.state === "backing-off" && status;
  });
  assert.ok(Date.now() - began >= 1_500, "after half a second and a whole one");
  assert.equal(short.lastExit, "exit code 3");
});

test("tells a caller who waits that the process cannot stay up, and why", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const spec = sleeper("broken", `console.error("Error: no such setting"); process.exit(1)`, {
    ready: { kind: "tcp", port: 21101 },
  });
  await assert.rejects(supervisor.put(spec, { waitReadyMs: 60_000 }), (error: { code: string; message: string }) => {
    assert.equal(error.code, "TRB_PROCESS_FAILED");
    assert.match(error.message, /broken ended 4 times before it was ready \(exit code 1\).*no such setting/);
    return true;
  });
  const status = (await supervisor.status()).processes[0]!;
  assert.equal(status.state, "stopped");
});

test("a process that is not ready in time is told so, and goes on", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const spec = sleeper("slow", "", { ready: { kind: "tcp", port: 21101 } });
  await assert.rejects(supervisor.put(spec, { waitReadyMs: 300 }), { code: "TRB_NOT_READY" });
  const status = (await supervisor.status()).processes[0]!;
  assert.deepEqual([status.state, status.ready], ["running", false]);
});

test("a program that does not exist is an error at once", async (t) => {
  const supervisor = await ensureSupervisor(temporaryStack(t));
  const spec = sleeper("none", "", { command: "/does/not/exist" });
  await assert.rejects(supervisor.put(spec), { code: "TRB_PROCESS_FAILED", message: /none cannot be started.*ENOENT/ });
});

test("a port in use is told with its holder and its setting, and nothing is started", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const server = createServer().listen(21102, "127.0.0.1");
  t.after(() => server.close());
  await assert.rejects(supervisor.put(webServer("web", 21102)), (error: { code: string; message: string }) => {
    assert.equal(error.code, "TRB_PORT_IN_USE");
    assert.match(
      error.message,
      new RegExp(`^Port 21102 for web is in use by node \\(pid ${process.pid}\\): .*local\\.ports\\.web\\.$`),
    );
    return true;
  });
  assert.equal((await supervisor.status()).processes[0]!.pid, null);
});

test("a port of another process of a stack is told by that process's name", async (t) => {
  const folder = temporaryStack(t, "neighbour");
  const supervisor = await ensureSupervisor(folder);
  await supervisor.put(webServer("first", 21103), { waitReadyMs: 30_000 });
  const taken = supervisor.put(webServer("second", 21103));
  await assert.rejects(taken, { message: /in use by first of Tributary's stack neighbour \(pid \d+\)/ });
});

test("a replacement whose port is taken leaves the old process alone", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const first = await supervisor.put(webServer("web", 21104), { waitReadyMs: 30_000 });
  const server = createServer().listen(21105, "127.0.0.1");
  t.after(() => server.close());
  await assert.rejects(supervisor.put(webServer("web", 21105)), { code: "TRB_PORT_IN_USE" });
  const web = (await supervisor.status()).processes[0]!;
  assert.deepEqual([web.pid, web.state, web.ports], [first.pid, "running", { http: 21104 }]);
});

test("what ignores SIGTERM is killed after its time, with what it started itself", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const script = `
    process.on("SIGTERM", () => {});
    const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)"]);
    require("node:fs").writeFileSync("child.pid", String(child.pid))`;
  const started = await supervisor.put(sleeper("stubborn", script, { stopTimeoutMs: 500 }));
  const child = Number(
    await until(
      "the grandchild",
      () => existsSync(folder.path("child.pid")) && readFileSync(folder.path("child.pid"), "utf8"),
    ),
  );
  assert.equal(await alive(child), true);
  await supervisor.remove("stubborn");
  await until("both are gone", async () => !(await alive(started.pid)) && !(await alive(child)));
});

test("places and marks are in the process's environment, this process's secrets are not", async (t) => {
  const folder = temporaryStack(t);
  process.env["PULUMI_CONFIG_PASSPHRASE"] = "not for others";
  t.after(() => delete process.env["PULUMI_CONFIG_PASSPHRASE"]);
  const supervisor = await ensureSupervisor(folder);
  const script = `require("node:fs").writeFileSync(process.argv[1], JSON.stringify({ argv: process.argv, env: process.env, cwd: process.cwd() }))`;
  const spec = sleeper("teller", "", {
    args: ["-e", `${script}; setInterval(() => {}, 1e6)`, "{stack}/told.json", "{project}"],
    env: { WHERE: "{stack}/here" },
  });
  await supervisor.put(spec);
  const told = JSON.parse(
    await until(
      "it has written",
      () => existsSync(folder.path("told.json")) && readFileSync(folder.path("told.json"), "utf8"),
    ),
  );
  assert.equal(told.env.WHERE, folder.path("here"));
  assert.equal(told.env.TRIBUTARY_STACK, "test");
  assert.equal(told.env.PULUMI_CONFIG_PASSPHRASE, undefined);
  assert.match(told.argv.at(-1), /^\/.+[^/]$/);
  assert.equal(statSync(folder.path("told.json")).mode & 0o077, 0, "what processes write is their owner's alone");
});

test("two callers at once get one supervisor", async (t) => {
  const folder = temporaryStack(t);
  const all = await Promise.all(Array.from({ length: 4 }, () => ensureSupervisor(folder)));
  const pids = await Promise.all(all.map(async (one) => (await one.status()).pid));
  assert.equal(new Set(pids).size, 1);
});

test("a call without the token is refused", async (t) => {
  const folder = temporaryStack(t);
  await ensureSupervisor(folder);
  const { request } = await import("node:http");
  const socketPath = folder.path("supervisor", "socket");
  const status = await new Promise((resolve) => {
    request({ socketPath, path: "/v1/status" }, (response) => resolve(response.statusCode)).end();
  });
  assert.equal(status, 409);
  for (const name of ["token", "socket", "state.json"]) {
    assert.equal(statSync(folder.path("supervisor", name)).mode & 0o077, 0, `${name} is its owner's alone`);
  }
});

test("a long path puts the socket elsewhere", async (t) => {
  const folder = temporaryStack(t, "test", "a-folder-with-a-long-name/".repeat(5));
  const supervisor = await ensureSupervisor(folder);
  assert.equal((await supervisor.status()).stack, "test");
  const socket = readFileSync(supervisorFile.elsewhere(folder), "utf8");
  assert.equal(statSync(socket).mode & 0o077, 0);
  await supervisor.shutdown();
});

test("stops all in reverse order, and ends itself", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  const script = (name: string) =>
    `process.on("SIGTERM", () => { require("node:fs").appendFileSync("order", "${name} "); process.exit() })`;
  for (const name of ["one", "two", "three"]) {
    const spec = sleeper(name, `${script(name)}; require("node:fs").writeFileSync("${name}.up", "")`, { kind: name });
    await supervisor.put(spec);
    await until("the handler is set", () => existsSync(folder.path(`${name}.up`)));
  }
  const pid = supervisorPid(folder);
  await supervisor.shutdown();
  assert.equal(readFileSync(folder.path("order"), "utf8"), "three two one ");
  await until("the supervisor is gone", async () => !(await alive(pid)));
  assert.equal(await connectSupervisor(folder), undefined);
});

test("without a process left it ends itself; the client starts another when it has work", async (t) => {
  const folder = temporaryStack(t);
  const supervisor = await ensureSupervisor(folder);
  await supervisor.put(sleeper("one"));
  const pid = supervisorPid(folder);
  await supervisor.remove("one");
  await until("the supervisor is gone", async () => !(await alive(pid)), 30_000);
  const again = await supervisor.put(sleeper("two"));
  assert.equal(again.state, "running");
});
