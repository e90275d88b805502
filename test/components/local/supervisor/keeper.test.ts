/** What takes time, with short times: the keeper without its socket. Ports 21130-21134. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { Keeper } from "../../../../components/local/supervisor/keeper.ts";
import { lastWords, openLog, rotateLog } from "../../../../components/local/supervisor/log-file.ts";
import { newRecords } from "../../../../components/local/supervisor/records.ts";
import { defaultTuning, type Tuning } from "../../../../components/local/supervisor/tuning.ts";
import { sleeper, temporaryStack, until, webServer } from "./stack.ts";

function keeper(t: TestContext, tuning: Partial<Tuning>): Keeper {
  const folder = temporaryStack(t);
  mkdirSync(folder.path("logs"), { recursive: true });
  const made = new Keeper(folder, newRecords().stackToken, () => {}, { ...defaultTuning, ...tuning });
  t.after(() => made.shutdown());
  return made;
}

test("the pause between restarts doubles up to its limit, and is short again after a stable time", async (t) => {
  const kept = keeper(t, { backOffMs: 50, backOffMaxMs: 400, stableMs: 400 });
  const starts: number[] = [];
  let last: string | null = null;
  await kept.put(sleeper("flapping", "process.exit(1)"), 0);
  const managed = kept.processes.get("flapping")!;
  const watch = (): void => {
    if (managed.state === "running" && managed.record.startedAt !== last) {
      last = managed.record.startedAt;
      starts.push(Date.now());
    }
  };
  managed.events.on("change", watch);
  await until("five starts", () => starts.length >= 5);
  const pauses = starts.slice(1).map((start, index) => start - starts[index]!);
  // Each pause is that of the timer and a start of Node.
  assert.ok(pauses[0]! >= 50 && pauses.at(-1)! >= 400, pauses.join(" "));

  managed.events.off("change", watch);
  await kept.put(sleeper("flapping", "setTimeout(() => process.exit(1), 600)"), 0);
  await until("a second start", () => managed.record.restarts > 0 && managed.state === "backing-off");
  const restarts = managed.record.restarts;
  const before = Date.now();
  await until("the next start", () => managed.record.restarts > restarts);
  assert.ok(Date.now() - before < 300, "after a stable time the pause is the shortest");
});

test("a process that stops answering is told as not ready", async (t) => {
  const kept = keeper(t, {});
  const script = `
    let fine = true;
    process.on("SIGUSR2", () => (fine = false));
    require("node:http").createServer((q, r) => { r.statusCode = fine ? 200 : 503; r.end() }).listen(21130, "127.0.0.1")`;
  const spec = { ...webServer("web", 21130), args: ["-e", script] };
  const status = await kept.put(spec, 30_000);
  assert.equal(status.ready, true);
  process.kill(status.pid!, "SIGUSR2");
  await until("it is told", async () => !(await kept.status()).processes[0]!.ready);
});

test("nothing is started once a shutdown has begun", async (t) => {
  const kept = keeper(t, {});
  await kept.put(sleeper("one"), 0);
  const closing = kept.shutdown();
  await assert.rejects(kept.put(sleeper("two"), 0), { code: "TRB_STACK_BUSY", exitCode: 4 });
  assert.deepEqual(await closing, { stopped: ["one"] });
});

test("names that are paths are refused", async (t) => {
  const kept = keeper(t, {});
  await assert.rejects(kept.put(sleeper("../one"), 0), { message: /cannot be the name of a process/ });
});

test("a large log is rotated, and the process goes on writing to it", (t) => {
  const folder = temporaryStack(t);
  mkdirSync(folder.root, { recursive: true });
  const log = folder.path("a.log");
  const file = openLog(log);
  assert.equal(statSync(log).mode & 0o077, 0);
  writeFileSync(file, "first\n".repeat(100));
  assert.equal(rotateLog(log, 1_000), false);
  assert.equal(rotateLog(log, 100), true);
  writeFileSync(file, "second\n");
  assert.equal(readFileSync(log, "utf8"), "second\n");
  assert.equal(readFileSync(`${log}.1`, "utf8"), "first\n".repeat(100));
  for (let generation = 0; generation < 4; generation += 1) rotateLog(log, 0);
  assert.equal(statSync(`${log}.4`, { throwIfNoEntry: false }), undefined);
  assert.equal(readFileSync(`${log}.3`, "utf8"), "");
});

test("the last words of a log are its last error, not a line of its stack", (t) => {
  const folder = temporaryStack(t);
  mkdirSync(folder.root, { recursive: true });
  const log = folder.path("a.log");
  assert.equal(lastWords(log), "");
  writeFileSync(log, "INFO up\nERROR no disk\n\tat a.b(c)\n    at d (e:1)\nINFO bye\n");
  assert.equal(lastWords(log), "ERROR no disk");
  writeFileSync(log, "one\ntwo\n");
  assert.equal(lastWords(log), "two");
});
