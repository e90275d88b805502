/** A stack of its own for each test, in a temporary folder, and processes to put into it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { StackFolder } from "../../../../components/local/folder.ts";
import type { ProcessSpec } from "../../../../components/local/supervisor/api.ts";
import { stopEverything } from "../../../../components/local/supervisor/client.ts";
import { startTimeOf } from "../../../../components/local/supervisor/identity.ts";
import { supervisorFile } from "../../../../components/local/supervisor/paths.ts";
import { type Records, readRecords } from "../../../../components/local/supervisor/records.ts";

/** A stack's folder whose processes and files are gone after the test. */
export function temporaryStack(test: TestContext, stack = "test", below = ""): StackFolder {
  const home = mkdtempSync(join(tmpdir(), "tributary-test-"));
  const root = join(home, below, "stacks", stack);
  const folder: StackFolder = { stack, root, path: (...parts) => join(root, ...parts) };
  test.after(async () => {
    await stopEverything(folder);
    rmSync(home, { recursive: true, force: true });
  });
  return folder;
}

/** A process that lives until it is stopped; `script` is what it does. */
export function sleeper(name: string, script = "", more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    kind: "test",
    command: "node",
    args: ["-e", `${script}; setInterval(() => {}, 1e6)`],
    env: {},
    ports: {},
    portKeys: {},
    ready: { kind: "started" },
    stopTimeoutMs: 5_000,
    revision: "1",
    ...more,
  };
}

/** A process that answers 200 to HTTP on the port. */
export function webServer(name: string, port: number, more: Partial<ProcessSpec> = {}): ProcessSpec {
  const script = `require("node:http").createServer((q, r) => r.end("ok")).listen(${port}, "127.0.0.1")`;
  return sleeper(name, script, {
    ports: { http: port },
    portKeys: { http: `local.ports.${name}` },
    ready: { kind: "http", url: `http://127.0.0.1:${port}/` },
    ...more,
  });
}

export async function alive(pid: number | null | undefined): Promise<boolean> {
  return pid != null && (await startTimeOf(pid)) !== undefined;
}

/** Waits until `holds` gives something true, and gives that; fails after `timeoutMs`. */
export async function until<T>(
  what: string,
  holds: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<Exclude<T, false | "" | undefined>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await holds();
    if (value) return value as Exclude<T, false | "" | undefined>;
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(25);
  }
}

export function recordsOf(folder: StackFolder): Records {
  const records = readRecords(folder);
  if (!records) throw new Error("there are no records");
  return records;
}

export function supervisorPid(folder: StackFolder): number {
  return (JSON.parse(readFileSync(supervisorFile.owner(folder), "utf8")) as { pid: number }).pid;
}

/** Ends the supervisor as a crash would. */
export async function killSupervisor(folder: StackFolder): Promise<number> {
  const pid = supervisorPid(folder);
  process.kill(pid, "SIGKILL");
  await until("the supervisor is gone", async () => !(await alive(pid)));
  return pid;
}
