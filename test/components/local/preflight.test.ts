/** What is found out before a local stack is started. Ports 21120-21129. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { test } from "node:test";
import { checkDisk } from "../../../components/local/disk.ts";
import { checkNode, preflightLocal } from "../../../components/local/preflight.ts";
import { ensureSupervisor } from "../../../components/local/supervisor/client.ts";
import { killSupervisor, temporaryStack, webServer } from "./supervisor/stack.ts";

const onProgress = (): void => {};

test("a free machine passes, and nothing is made", async (t) => {
  const folder = temporaryStack(t);
  await preflightLocal({ artifacts: [], ports: [{ port: 21120, key: "local.ports.kafka" }], folder, onProgress });
  assert.equal(existsSync(folder.root), false);
});

test("ports in use are told, all of them", async (t) => {
  const folder = temporaryStack(t);
  const servers = [21121, 21122].map((port) => createServer().listen(port, "127.0.0.1"));
  t.after(() => servers.map((server) => server.close()));
  const ports = [
    { port: 21121, key: "local.ports.kafka" },
    { port: 21122, key: "local.ports.registry" },
    { port: 21123, key: "local.ports.ops" },
  ];
  await assert.rejects(preflightLocal({ artifacts: [], ports, folder, onProgress }), {
    code: "TRB_PORT_IN_USE",
    exitCode: 4,
    message: `Port 21121 for stack test is in use by node (pid ${process.pid}): end that, or choose another port in the setting local.ports.kafka.`,
    hint: "Taken as well: 21122 (local.ports.registry).",
  });
});

test("the ports of the stack's own processes are no problem, with and without its supervisor", async (t) => {
  const folder = temporaryStack(t);
  await (await ensureSupervisor(folder)).put(webServer("web", 21124), { waitReadyMs: 30_000 });
  const needs = { artifacts: [], ports: [{ port: 21124, key: "local.ports.kafka" }], folder, onProgress };
  await preflightLocal(needs);
  await killSupervisor(folder);
  await preflightLocal(needs);
  const stranger = temporaryStack(t, "stranger");
  await assert.rejects(preflightLocal({ ...needs, folder: stranger }), {
    message: /^Port 21124 for stack stranger is in use by web of Tributary's stack test \(pid \d+\)/,
  });
});

test("too little disk is told with what is there and what is needed", () => {
  checkDisk("/", 1, "a byte");
  assert.throws(() => checkDisk("/nowhere/at/all", 1e18, "stack test"), {
    code: "TRB_DISK_FULL",
    message: /^The disk of \/ has \d+ MiB free and stack test needs \d+ MiB: free some space, or set TRIBUTARY_HOME/,
  });
});

test("Node's version is held against the range of package.json", () => {
  const range = ">=22.22.0 <23 || >=24.6.0";
  for (const version of ["22.22.0", "22.30.1", "24.6.0", "24.21.0", "26.0.0"]) checkNode(version, range);
  for (const version of ["20.11.0", "22.21.9", "23.1.0", "24.5.9"]) {
    assert.throws(() => checkNode(version, range), {
      code: "TRB_NODE_UNSUPPORTED",
      message: new RegExp(`^Node ${version} is not supported`),
    });
  }
});

test("a place that cannot be written is told, for root as well", async (t) => {
  const folder = temporaryStack(t);
  mkdirSync(dirname(folder.root), { recursive: true });
  // A file where a folder should be; permissions would not keep root out.
  writeFileSync(folder.root, "");
  await assert.rejects(preflightLocal({ artifacts: [], ports: [], folder, onProgress }), {
    message: `${folder.root} cannot be written by this user (EACCES): change its permissions, or set TRIBUTARY_HOME (and TRIBUTARY_CACHE for downloads) to another folder.`,
  });
  rmSync(folder.root);
});
