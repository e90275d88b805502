import assert from "node:assert/strict";
import { test } from "node:test";
import { type PolicyStatement, policyOf, policySize, splitPolicy } from "../../../components/aws/policy.ts";

const allow = (Sid: string, Resource: string[]): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action: ["a:B"],
  Resource,
});

test("the size is without white space", () => {
  assert.equal(policySize(policyOf()), '{"Version":"2012-10-17","Statement":[]}'.length);
  assert.equal(policySize(policyOf(allow("A", ["b c"]))), policySize(policyOf(allow("A", ["bc"]))));
});

test("a policy is split where it must be, in order, and each Sid is once in a document", () => {
  const whole = policyOf(allow("A", ["1", "2", "3", "4", "5"]), allow("B", ["6"]));
  assert.deepEqual(splitPolicy(whole), [whole]);
  const limit = policySize(policyOf(allow("A", ["1", "2"])));
  assert.deepEqual(
    splitPolicy(whole, limit).map(({ Statement }) => Statement.map(({ Sid, Resource }) => `${Sid} ${Resource}`)),
    [["A 1,2"], ["A 3,4"], ["A 5"], ["B 6"]],
  );
  assert.throws(() => splitPolicy(whole, limit - 5), /statement A is too long/);
});
