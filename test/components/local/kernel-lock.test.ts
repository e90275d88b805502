/** A lock that only its holder's end, or release, frees. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tryLock } from "../../../components/local/kernel-lock.ts";

test("another process's lock is held through its garbage collections, and free when it is killed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "lock");
  const module = new URL("../../../components/local/kernel-lock.ts", import.meta.url).href;
  const script = `import { tryLock } from ${JSON.stringify(module)};
    tryLock(${JSON.stringify(path)});
    setInterval(() => { gc(); console.log("held"); }, 20);`;
  const holder = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => holder.kill("SIGKILL"));
  for (let collections = 0; collections < 5; collections += 1) await once(holder.stdout, "data");
  assert.equal(tryLock(path), undefined);

  holder.kill("SIGKILL");
  await once(holder, "exit");
  const lock = tryLock(path);
  assert.ok(lock);
  lock.release();
  tryLock(path)?.release();
});

test("who tries in the same moment, and has not got it either, shuts nobody out", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "lock");
  // As SQLite stands between the steps of an exclusive transaction: it reads, and has reserved nothing.
  const script = `import { DatabaseSync } from "node:sqlite";
    const database = new DatabaseSync(${JSON.stringify(path)});
    database.exec("CREATE TABLE IF NOT EXISTS a (b); BEGIN; SELECT * FROM a");
    console.log("reads");
    setTimeout(() => database.close(), 50);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(other, "exit");
  await once(other.stdout, "data");
  const lock = tryLock(path);
  assert.ok(lock);
  lock.release();
  await ended;
});
