import assert from "node:assert/strict";
import { test } from "node:test";
import { readArgs } from "../../infra/read-args.ts";

const options = { way: { type: "string" } } as const;

test("what is asked for and how", () => {
  const { values, positionals } = readArgs(["scan", "local", "--way", "deploy"], options);
  assert.deepEqual([positionals, values.way], [["scan", "local"], "deploy"]);
});

test("an option that is not there, or has no value, is told in a sentence", () => {
  const usage = (message: string) => ({ code: "TRB_USAGE", message });
  assert.throws(() => readArgs(["--stack", "local"], options), usage("Unknown option '--stack'."));
  assert.throws(() => readArgs(["--way"], options), usage("Option '--way <value>' argument missing"));
});
