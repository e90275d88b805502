/** The embedded engine against a provider that keeps real files: what it does, in which order, and what it leaves when things go wrong. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tributary-engine-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const stack = () => join(home, "stacks/engine");
const files = () =>
  existsSync(join(stack(), "outside/files")) ? readdirSync(join(stack(), "outside/files")).sort() : [];
const text = (file: string) => readFileSync(join(stack(), "outside/files", file), "utf8");
/** Operations since the last call. */
function operations(): string[] {
  const log = join(stack(), "outside/log");
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n").filter(Boolean) : [];
  rmSync(log, { force: true });
  return lines.filter((line) => line.endsWith(" end")).map((line) => line.slice(0, -4));
}

interface Outcome {
  events: any[];
  result?: { changes: Record<string, number>; outputs: Record<string, any> };
  error?: { code: string; message: string; hint: string };
}

function start(operation: string, program: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "child.ts"), operation, program], {
    env: { ...process.env, TRIBUTARY_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const done = new Promise<Outcome>((resolve) =>
    child.on("close", () => {
      const events = out
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const last = events.find(({ type }) => type === "result" || type === "error");
      resolve({ events, result: last?.result, error: last?.error });
    }),
  );
  return { child, done };
}
const run = (operation: string, program = "empty") => start(operation, program).done;

test("up creates in order of dependency, and a second up changes nothing", async () => {
  const first = await run("up", "chain");
  assert.deepEqual(first.result?.changes, { create: 5 });
  assert.deepEqual(operations(), ["create a", "create b", "create c"]);
  assert.equal(text("b"), "one+two");
  assert.deepEqual(first.result?.outputs, { lengths: [3, 7, 5], greeting: "hello" });
  const second = await run("up", "chain");
  assert.deepEqual(second.result?.changes, { same: 5 });
  assert.deepEqual(operations(), []);
});

test("a changed property updates that resource alone, and its events name the property", async () => {
  await run("up", "chain");
  operations();
  const { result, events } = await run("up", "changed");
  assert.deepEqual(result?.changes, { same: 4, update: 1 });
  assert.deepEqual(operations(), ["update b"]);
  const finished = events.find(({ type, step }) => type === "step-finished" && step === "update");
  assert.deepEqual([finished.name, finished.changed], ["b", ["text"]]);
});

test("a replacement creates the new one before the former goes, or after it when the provider says so", async () => {
  await run("up", "chain");
  operations();
  const { result } = await run("up", "replaced");
  assert.deepEqual(result?.changes, { same: 4, replace: 1 });
  assert.deepEqual(operations(), ["create a", "delete a"]);
  assert.deepEqual(files(), ["a2", "b", "c"]);
  await run("destroy");
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("up", "replacedDeleteFirst")).result?.changes, { same: 4, replace: 1 });
  assert.deepEqual(operations(), ["delete a", "create a"]);
});

test("what the program has no more is deleted in reverse order, and destroy does so with all", async () => {
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("up", "empty")).result?.changes, { same: 1, delete: 4 });
  assert.deepEqual(operations(), ["delete c", "delete b", "delete a"]);
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("destroy")).result?.changes, { delete: 5 });
  assert.deepEqual(operations(), ["delete c", "delete b", "delete a"]);
  assert.deepEqual((await run("destroy")).result?.changes, {});
});

test("preview does nothing, tells every step, and leaves unknown what is not known", async () => {
  const { result } = await run("preview", "chain");
  assert.deepEqual(result?.changes, { create: 5 });
  assert.deepEqual(result?.outputs, { lengths: ["[unknown]", "[unknown]", "[unknown]"], greeting: "hello" });
  assert.deepEqual([operations(), files()], [[], []]);
  assert.ok(!existsSync(join(stack(), "state.json")), "a preview writes no state");
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("preview", "changed")).result?.changes, { same: 4, update: 1 });
  assert.deepEqual((await run("preview", "replaced")).result?.changes, { same: 4, replace: 1 });
  assert.deepEqual((await run("preview", "empty")).result?.changes, { same: 1, delete: 4 });
  assert.deepEqual(operations(), []);
  assert.deepEqual((await run("up", "chain")).result?.changes, { same: 5 });
});

test("a failed step stops what depends on it, the others finish, nothing is deleted, and the next up goes on", async () => {
  await run("up", "quickPair");
  operations();
  const { error, events } = await run("up", "failing");
  assert.equal(error?.code, "TRB_RUN_FAILED");
  assert.match(error?.message ?? "", /create of a was told to fail/);
  assert.deepEqual(
    events.filter(({ type }) => type === "step-failed").map(({ name }) => name),
    ["a"],
  );
  const done = operations();
  assert.ok(done.includes("create free") && !done.includes("create b") && !done.includes("delete quick"), `${done}`);
  const next = await run("up", "mended");
  assert.equal(next.error, undefined);
  assert.deepEqual(files(), ["a", "b", "free"]);
});

test("a run that is killed can be gone on from", async () => {
  const killed = start("up", "slowPair");
  await until(() => files().includes("quick"));
  await new Promise((resolve) => setTimeout(resolve, 200));
  killed.child.kill("SIGKILL");
  await killed.done;
  operations();
  const { result } = await run("up", "quickPair");
  assert.deepEqual(result?.changes, { same: 2, create: 1 });
  assert.deepEqual(operations(), ["create slow"], "what was under way is made again, what was done is not");
});

test("a cancelled run finishes what is under way, begins nothing else, and can be gone on from", async () => {
  const cancelled = start("up", "slow");
  await until(() => existsSync(join(stack(), "outside/log")));
  cancelled.child.kill("SIGINT");
  assert.equal((await cancelled.done).error?.code, "TRB_CANCELLED");
  assert.deepEqual(operations(), ["create a"]);
  assert.deepEqual((await run("up", "slow")).result?.changes, { same: 2, create: 1 });
});

test("what is protected is not deleted, by up or by destroy, and a parent's protection counts", async () => {
  await run("up", "protected");
  for (const operation of ["up", "destroy"]) {
    const { error } = await run(operation, "empty");
    assert.equal(error?.code, "TRB_DATA_PROTECTED");
    assert.match(error?.message ?? "", /^a .*is protected/);
  }
  assert.deepEqual(files(), ["a"]);
  await run("up", "unprotected");
  assert.equal((await run("destroy")).error, undefined);
  await run("up", "protectedByParent");
  assert.equal((await run("destroy")).error?.code, "TRB_DATA_PROTECTED");
});

test("what is deleted with another is left to it, and deleted by itself when the other stays", async () => {
  await run("up", "deletedWith");
  operations();
  await run("destroy");
  assert.deepEqual(operations(), ["delete a"]);
  await run("up", "deletedWith");
  operations();
  await run("up", "deletedWithoutInside");
  assert.deepEqual(operations(), ["delete inside"]);
});

test("retainOnDelete forgets a resource and leaves it", async () => {
  await run("up", "retained");
  assert.deepEqual((await run("destroy")).result?.changes, { delete: 2 });
  assert.deepEqual(files(), ["a"]);
});

test("refresh finds what is gone and what is different, and the next up mends it", async () => {
  await run("up", "chain");
  rmSync(join(stack(), "outside/files/c"));
  writeFileSync(join(stack(), "outside/files/a"), "edited");
  operations();
  assert.deepEqual((await run("refresh")).result?.changes, { same: 3, refresh: 1, delete: 1 });
  assert.deepEqual((await run("up", "chain")).result?.changes, { same: 3, update: 1, create: 1 });
  assert.deepEqual(operations(), ["update a", "create c"]);
  assert.deepEqual((await run("up", "chain")).result?.changes, { same: 5 });
});

test("the state is encrypted and the owner's only, and secrets are in no output and no event", async () => {
  const { events, result } = await run("up", "secret");
  assert.deepEqual(result?.outputs, { password: "[secret]", file: "a" });
  assert.equal(text("a").includes("sesame-open"), true);
  for (const name of ["state.json", "passphrase"]) {
    assert.equal(statSync(join(stack(), name)).mode & 0o777, 0o600, name);
    assert.ok(!readFileSync(join(stack(), name), "utf8").includes("sesame"));
  }
  assert.ok(!readFileSync(join(stack(), "state.json"), "utf8").includes("tributary:test"), "nothing of it can be read");
  assert.ok(!JSON.stringify(events).includes("sesame"));
  assert.deepEqual((await run("up", "secret")).result?.changes, { same: 2 });
});

test("a state of a newer version, a changed one and one without its passphrase are refused with one sentence", async () => {
  await run("up", "chain");
  const path = join(stack(), "state.json");
  const good = readFileSync(path, "utf8");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(good), version: 2 }));
  assert.equal((await run("up", "chain")).error?.code, "TRB_STACK_VERSION");
  const sealed = Buffer.from(JSON.parse(good).sealed, "base64");
  sealed[40] = (sealed[40] ?? 0) ^ 1;
  writeFileSync(path, JSON.stringify({ ...JSON.parse(good), sealed: sealed.toString("base64") }));
  assert.match((await run("up", "chain")).error?.message ?? "", /cannot be decrypted/);
  writeFileSync(path, good);
  rmSync(join(stack(), "passphrase"));
  assert.match((await run("up", "chain")).error?.message ?? "", /passphrase .* is missing/);
});

test("URNs carry the whole chain of parents' types, as Pulumi's do", async () => {
  const { events } = await run("up", "nested");
  const urns = events.filter(({ type }) => type === "step-finished").map(({ urn }) => urn);
  assert.deepEqual(urns, [
    "urn:pulumi:engine::tributary::pulumi:pulumi:Stack::tributary-engine",
    "urn:pulumi:engine::tributary::tributary:test:Group::outer",
    "urn:pulumi:engine::tributary::tributary:test:Group$tributary:test:Group::inner",
    "urn:pulumi:engine::tributary::tributary:test:Group$tributary:test:Group$tributary:test:File::a",
  ]);
});

test("a renamed parent with an alias keeps its resources, and ignoreChanges keeps a value", async () => {
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("up", "aliased")).result?.changes, { same: 5 });
  await run("destroy");
  await run("up", "chain");
  operations();
  assert.deepEqual((await run("up", "ignoring")).result?.changes, { same: 5 });
  assert.deepEqual(operations(), []);
});

test("what only the real engine does is refused with one sentence, and nothing is created", async () => {
  const expected: Record<string, RegExp> = {
    foreign: /"cluster" belongs to the package aws/,
    transforms: /uses transforms/,
    imported: /uses import/,
  };
  for (const [program, pattern] of Object.entries(expected)) {
    const { error } = await run("up", program);
    assert.equal(error?.code, "TRB_CAPABILITY_MISSING");
    assert.match(error?.message ?? "", pattern);
    assert.match(error?.hint ?? "", /--engine pulumi/);
  }
  assert.deepEqual(files(), []);
});

test("the program's own error and a refusing check come through as they are", async () => {
  const thrown = await run("up", "throwing");
  assert.deepEqual(
    [thrown.error?.code, thrown.error?.message],
    ["TRB_SETTINGS_INVALID", "kafka.nodes: 0 is not at least 1."],
  );
  assert.match(
    (await run("preview", "refusedByCheck")).error?.message ?? "",
    /a \(tributary:test:File\): file: must not be empty/,
  );
});

async function until(condition: () => boolean): Promise<void> {
  for (const start = Date.now(); !condition(); ) {
    if (Date.now() - start > 10_000) throw new Error("waited for too long");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
