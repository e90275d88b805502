/** The oracle finds what it is there for: loss, repetition, disorder; the table stands between its marks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seen } from "../../../app/test/integration/reader.ts";
import { judge, loadIdOf } from "./oracle.ts";
import { results, table } from "./table.ts";

const id = (number: number): string => `load~r1-0~${number}~`;
const input = (offset: number, key = "k"): Seen => ({
  partition: 0,
  offset: BigInt(offset),
  key,
  value: Buffer.from(JSON.stringify({ device_id: id(offset) })),
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

const judged = (acked: string[], input: Seen[], output: Seen[], dead: Seen[] = [], excused?: Set<string>) =>
  judge({ acked, name: "in", input, output, dead, ...(excused === undefined ? {} : { excused }) });

test("outputs and dead letters together account for every record", () => {
  const verdict = judged([id(0)], [input(0), input(1)], [output(0)], [letter(1)]);
  assert.deepEqual(verdict, {
    in: 2,
    out: 1,
    dead: 1,
    lost: [],
    excused: 0,
    foreign: [],
    duplicated: 0,
    repeated: [],
    disordered: [],
  });
});

test("an acknowledged id that is nowhere and a record without a result are lost", () => {
  const { lost } = judged([id(0), id(9)], [input(0), input(1)], [output(0)], []);
  assert.deepEqual(lost, [id(9), "in-0-1"]);
});

test("a repetition counts as such, and is no disorder; a later record before an earlier one of its key is", () => {
  const { duplicated, repeated, disordered } = judged(
    [],
    [input(0), input(1)],
    [output(0), output(1), output(0)],
    [letter(1)],
  );
  assert.deepEqual([duplicated, disordered], [2, []]);
  assert.deepEqual(repeated, ["in-0-0: out 0@0, out 0@0", "in-0-1: out 0@1, dead 0@1"]);
  const all = [input(0), input(1)];
  assert.deepEqual(judged([], all, [output(1), output(0)], []).disordered, ["k"]);
  assert.deepEqual(judged([], all, [output(1, "a"), output(0, "b")], []).disordered, []);
});

test("what was deleted needs no result, and a result of what is not there is foreign", () => {
  const { lost, excused, foreign } = judged([], [input(0), input(1)], [output(1), output(2)], [], new Set(["in-0-0"]));
  assert.deepEqual([lost, excused, foreign], [[], 1, ["in-0-2"]]);
});

test("a key that moved to another partition is in order there", () => {
  const moved = { ...output(0), value: Buffer.from(JSON.stringify({ event_id: "in-1-0" })) };
  assert.deepEqual(judged([], [], [output(5), moved], []).disordered, []);
});

test("an id is found in any format, and only one of a load", () => {
  assert.equal(loadIdOf({ value: Buffer.concat([Buffer.from([0, 0xff, 0x14]), Buffer.from(id(7))]) }), id(7));
  assert.equal(loadIdOf({ value: Buffer.from(JSON.stringify({ device_id: "load-7" })) }), undefined);
  assert.equal(loadIdOf({ value: undefined }), undefined);
});

test("the table replaces the one between the marks, and a page without marks is refused", () => {
  const kept = {
    name: "n",
    semantics: "at-least-once" as const,
    rounds: 1,
    in: 5,
    out: 4,
    dead: 1,
    lost: 0,
    excused: 3,
  };
  const rows = ["R10", "R8b", "R2", "R8a"].map((id) => ({ ...kept, id, duplicated: 2, recoveryMs: 1_234 }));
  const page = "a\n<!-- faults: written by npm run test:faults -->\nold\n<!-- /faults -->\nb\n";
  const written = results.within(page, table(rows));
  assert.ok(!written.includes("old") && written.startsWith("a\n") && written.endsWith("<!-- /faults -->\nb\n"));
  assert.deepEqual(written.match(/R\d+[ab]?/g), ["R2", "R8a", "R8b", "R10"]);
  assert.match(written, /^\| R2 \| n \| at-least-once \| 1 \| 5 \| 4 \| 1 \| 0 \| 3 \| 2 \| 1\.2 \|$/m);
  assert.throws(() => results.within("nothing", table(rows)), /has no lines/);
});
