import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonText } from "../../components/json-text.ts";

test("one value is one text, whatever the order of its keys; lists keep theirs", () => {
  const one = jsonText({ b: [{ store: "file", name: "x" }, 2, null], a: "1" });
  assert.equal(one, jsonText({ a: "1", b: [{ name: "x", store: "file" }, 2, null] }));
  assert.deepEqual(JSON.parse(one), { a: "1", b: [{ store: "file", name: "x" }, 2, null] });
  assert.notEqual(one, jsonText({ a: "1", b: [2, { name: "x", store: "file" }, null] }));
});
