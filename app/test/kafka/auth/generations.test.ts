import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Generations } from "../../../src/kafka/auth/generations.ts";

const folder = mkdtempSync(join(tmpdir(), "generations-"));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, value: string) => {
  writeFileSync(join(folder, name), value);
  return { store: "file" as const, name: join(folder, name) };
};

test("active first; refused, the other; what was accepted last is kept", () => {
  const generations = new Generations({ active: write("a", "new"), retiring: write("r", "old") });
  assert.deepEqual([generations.read(), generations.current], ["new", "active"]);
  assert.equal(generations.refused("new"), true);
  assert.deepEqual([generations.read(), generations.current], ["old", "retiring"]);
  generations.accepted();
  assert.equal(generations.read(), "old");
  // The rotation has reached the brokers.
  assert.equal(generations.refused("old"), true);
  assert.equal(generations.read(), "new");
});

test("two connections refused at the same time do not skip a generation", () => {
  const generations = new Generations({ active: write("a", "new"), retiring: write("r", "old") });
  assert.equal(generations.refused("new"), true);
  assert.equal(generations.refused("new"), true);
  assert.equal(generations.read(), "old");
});

test("when both are refused it says so, and begins again with active", () => {
  const generations = new Generations({ active: write("a", "new"), retiring: write("r", "old") });
  assert.equal(generations.refused("new"), true);
  assert.equal(generations.refused("old"), false);
  assert.equal(generations.read(), "new");
  assert.equal(new Generations({ active: write("a", "x") }).refused("x"), false);
});

test("a file that changed since it was read is worth another try", () => {
  const generations = new Generations({ active: write("a", "before") });
  assert.equal(generations.read(), "before");
  write("a", "after");
  assert.equal(generations.refused("before"), true);
  assert.equal(generations.read(), "after");
});

test("when the retiring file is gone, active is used", () => {
  const generations = new Generations({ active: write("a", "new"), retiring: write("r", "old") });
  generations.refused("new");
  rmSync(join(folder, "r"));
  assert.equal(generations.read(), "new");
});

test("when the active file is gone, as for who was started before a rotation, retiring is used; with neither it says so", () => {
  const generations = new Generations({ active: write("a", "one"), retiring: write("r", "two") });
  assert.equal(generations.read(), "one");
  rmSync(join(folder, "a"));
  assert.equal(generations.read(), "two");
  generations.accepted();
  rmSync(join(folder, "r"));
  assert.throws(() => generations.read(), /cannot be read/);
});
