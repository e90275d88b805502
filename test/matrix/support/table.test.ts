/** The tables say what the rows do, and what the guard saw stands once for each API and release. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "./row.ts";
import { tables } from "./table.ts";

const row: Row = {
  broker: "4.1.2",
  login: "TLS",
  semantics: "at-least-once",
  in: 5,
  out: 4,
  dead: 1,
  lost: 0,
  duplicated: 0,
  seconds: 3,
  apis: [{ api: "Produce", min: 3, max: 13, used: 7 }],
};
const login = { api: "SaslHandshake", min: 0, max: 1, used: 1 };

test("a row for each cell, and a column for each release that was asked", () => {
  const written = tables([row, { ...row, login: "SCRAM", apis: [...row.apis, login] }]).split("\n");
  assert.ok(written.includes("| 4.1.2 | TLS | at-least-once | 5 | 4 | 1 | 0 | 0 | 3 |"));
  assert.ok(written.includes("| API | 4.1.2 |"));
  assert.ok(written.includes("| Produce | 3-13 (7) |"));
  assert.ok(written.includes("| SaslHandshake | 0-1 (1) |"));
});

test("the upgrade alone has no table of APIs", () => {
  assert.ok(!tables([{ ...row, broker: "3.9.2, then 4.1.2", apis: [] }]).includes("API"));
});
