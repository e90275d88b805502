/** The oracle finds what it is there for: loss, repetition, disorder; the table stands between its marks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seen } from "../../../app/test/integration/reader.ts";
import { judge } from "./oracle.ts";
import { withTable } from "./table.ts";

const input = (offset: number, key = "k"): Seen => ({
  partition: 0,
  offset: BigInt(offset),
  key,
  value: Buffer.from(JSON.stringify({ device_id: `id-${offset}` })),
  headers: {},
});
const output = (offset: number, key = "k"): Seen => ({
  ...input(offset, key),
  value: Buffer.from(JSON.stringify({ event_id: `in-0-${offset}` })),
});
const letter = (offset: number): Seen => ({
  ...input(offset),
  headers: {
    "dead-letter-source-topic": "in",
    "dead-letter-source-partition": "0",
    "dead-letter-source-offset": String(offset),
  },
});

test("outputs and dead letters together account for every record", () => {
  const verdict = judge(["id-0"], "in", [input(0), input(1)], [output(0)], [letter(1)]);
  assert.deepEqual(verdict, { in: 2, out: 1, dead: 1, lost: [], duplicated: 0, disordered: [] });
});

test("an acknowledged id that is nowhere and a record without a result are lost", () => {
  const { lost } = judge(["id-0", "id-9"], "in", [input(0), input(1)], [output(0)], []);
  assert.deepEqual(lost, ["id-9", "in-0-1"]);
});

test("a repetition counts as such, and is no disorder; a later record before an earlier one of its key is", () => {
  const repeated = judge([], "in", [input(0), input(1)], [output(0), output(1), output(0)], []);
  assert.deepEqual([repeated.duplicated, repeated.disordered], [1, []]);
  const all = [input(0), input(1)];
  assert.deepEqual(judge([], "in", all, [output(1), output(0)], []).disordered, ["k"]);
  assert.deepEqual(judge([], "in", all, [output(1, "a"), output(0, "b")], []).disordered, []);
});

test("the table replaces the one between the marks, and a page without marks is refused", () => {
  const row = { id: "R2", name: "n", semantics: "at-least-once" as const, rounds: 1, in: 5, out: 4, dead: 1 };
  const rows = [
    { ...row, id: "R10", lost: 0, duplicated: 2 },
    { ...row, lost: 0, duplicated: 0 },
  ];
  const page = "a\n<!-- faults: written by npm run test:faults -->\nold\n<!-- /faults -->\nb\n";
  const written = withTable(page, rows);
  assert.ok(!written.includes("old") && written.startsWith("a\n") && written.endsWith("<!-- /faults -->\nb\n"));
  assert.ok(written.indexOf("| R2 |") < written.indexOf("| R10 |"));
  assert.throws(() => withTable("nothing", rows), /has no lines/);
});
