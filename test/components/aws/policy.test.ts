import assert from "node:assert/strict";
import { test } from "node:test";
import { type PolicyStatement, policyOf, policySize } from "../../../components/aws/policy.ts";

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
