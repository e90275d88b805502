/** Exceptions by setting: what they excuse, until when, and what is no exception. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TributaryError } from "../../../components/errors.ts";
import { judgeResources, judgeSteps, requireKept } from "../../../infra/policy/judge.ts";
import type { Resource } from "../../../infra/policy/resource.ts";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const bucket: Resource = {
  urn: "urn:pulumi:s::tributary::aws:s3/bucket:Bucket::lake-bucket",
  type: "aws:s3/bucket:Bucket",
  name: "lake-bucket",
  inputs: { tags: { project: "tributary", stack: "s", environment: "production", "managed-by": "pulumi" } },
  secrets: new Set(),
  protect: false,
};

const exception = {
  rule: "protected-data",
  resource: "lake-bucket",
  reason: "it is emptied this week",
  until: "2026-12-31",
};

function contextOf(exceptions: object[], today = "2026-11-27") {
  const raw = { ...readStackFile("aws-msk-production"), policy: { exceptions } };
  return { settings: parseSettings(raw), stack: "aws-msk-production", today: new Date(today) };
}

test("a resource is excused from one rule, by its name or its URN, through the last day", () => {
  for (const resource of [bucket.name, bucket.urn]) {
    const { broken, excused } = judgeResources(
      [bucket],
      contextOf([{ ...exception, resource }], "2026-12-31T23:00:00Z"),
    );
    assert.deepEqual(broken, []);
    assert.deepEqual(
      excused.map(({ rule, exception: { reason } }) => [rule, reason]),
      [["protected-data", exception.reason]],
    );
  }
});

test("an exception that has ended fails with a sentence, and excuses nothing", () => {
  const verdict = judgeResources([bucket], contextOf([exception], "2027-01-01"));
  assert.deepEqual(
    verdict.broken.map(({ path }) => path),
    ["policy.exceptions[0].until", "protect"],
  );
  assert.throws(
    () => requireKept(verdict, "aws-msk-production"),
    (thrown) => {
      assert.ok(thrown instanceof TributaryError);
      assert.equal(thrown.code, "TRB_POLICY_BROKEN");
      assert.equal(thrown.exitCode, 5);
      assert.match(thrown.message, /breaks policies in 2 places/);
      assert.match(thrown.message, /2026-12-31, which has passed: lake-bucket was excused because "it is emptied/);
      return true;
    },
  );
});

test("an exception for another resource or another rule excuses nothing, and is told to be idle", () => {
  for (const other of [{ resource: "other" }, { rule: "tags" }]) {
    const { broken, advice, excused } = judgeResources([bucket], contextOf([{ ...exception, ...other }]));
    assert.deepEqual([broken.length, excused.length], [1, 0]);
    assert.deepEqual(
      advice.map(({ path }) => path),
      ["policy.exceptions[0]"],
    );
  }
});

test("a step is excused as a resource is, and its exception is not idle when there was no preview", () => {
  const step = { urn: bucket.urn, type: bucket.type, name: bucket.name, step: "replace" as const, changed: ["bucket"] };
  const context = contextOf([{ ...exception, rule: "kept-data" }]);
  assert.equal(judgeSteps([step], context).excused.length, 1);
  assert.deepEqual(judgeSteps([step], context).broken, []);
  assert.deepEqual(judgeResources([], context).advice, []);
});

test("unknown rules, reasons without words and days that are none are refused with the settings", () => {
  const problems = (change: object) =>
    settingsProblems({
      ...readStackFile("aws-msk-production"),
      policy: { exceptions: [{ ...exception, ...change }] },
    });
  assert.deepEqual(problems({}), []);
  const [unknown] = problems({ rule: "protected-dat" });
  assert.equal(unknown?.path, "policy.exceptions[0].rule");
  assert.match(unknown.allowed, /protected-data/);
  assert.equal(problems({ reason: "because" })[0]?.path, "policy.exceptions[0].reason");
  assert.equal(problems({ until: "31.12.2026" })[0]?.path, "policy.exceptions[0].until");
  assert.equal(problems({ until: undefined })[0]?.path, "policy.exceptions[0].until");
  assert.equal(problems({ forever: true })[0]?.path, "policy.exceptions[0].forever");
});
