import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, type NamedResource, nameProblem, nameRules } from "../../../components/aws/names.ts";
import {
  defaultZones,
  hasService,
  partitionOf,
  regionsWith,
  ZONE_LETTERS,
  zoneLetters,
} from "../../../components/aws/regions.ts";

const kinds = Object.keys(nameRules) as NamedResource[];

test("a name is made that its service takes, whatever the stack's is", () => {
  const stacks = ["dev", "prod.eu", "a", "Team_A/platform", "x".repeat(100), "-", `${"y".repeat(99)}.`];
  for (const kind of kinds)
    for (const stack of stacks)
      assert.equal(nameProblem(kind, fitted(kind, "tributary", stack)), undefined, `${kind} of ${stack}`);
});

test("names that differ stay different, and short ones stay what they are", () => {
  assert.equal(fitted("eksCluster", "tributary", "dev"), "tributary-dev");
  assert.equal(fitted("keyAlias", "tributary", "dev"), "alias/tributary-dev");
  for (const kind of kinds) {
    const made = ["a.b", "a-b", "a_b", `${"x".repeat(600)}1`, `${"x".repeat(600)}2`].map((stack) =>
      fitted(kind, "tributary", stack),
    );
    assert.equal(new Set(made).size, made.length, kind);
  }
});

test("what is wrong with a name is told with what is allowed", () => {
  assert.equal(nameProblem("role", "a-role"), undefined);
  assert.match(nameProblem("role", "x".repeat(65))!, /at most 64 characters/);
  assert.match(nameProblem("loadBalancer", "internal-mine")!, /not internal- at its start/);
});

test("regions have their services, and zones their letters", () => {
  assert.ok(hasService("eu-central-1", "msk") && hasService("us-gov-west-1", "eks"));
  assert.ok(!hasService("eu-nowhere-1", "msk"));
  for (const elsewhere of ["cn-north-1", "us-iso-east-1", "eusc-de-east-1"])
    assert.ok(!regionsWith("eks").includes(elsewhere), "of another partition");
  assert.equal(partitionOf("us-gov-west-1"), "aws-us-gov");
  assert.ok(hasService("eu-west-3", "msk-serverless") && !hasService("eu-south-1", "msk-serverless"));
  assert.ok(hasService("ap-southeast-6", "s3tables") && !hasService("us-gov-east-1", "s3tables"));
  assert.deepEqual(regionsWith("msk", "acm-pca"), regionsWith("msk"), "a private authority is wherever brokers are");
  assert.deepEqual(defaultZones("eu-central-1"), ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
  assert.deepEqual(defaultZones("ap-northeast-1"), ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]);
  assert.deepEqual(defaultZones("us-west-1"), ["us-west-1a", "us-west-1b"]);
  assert.equal(zoneLetters("mx-central-1"), undefined);
  for (const region of regionsWith("eks"))
    for (const zone of defaultZones(region))
      assert.ok((ZONE_LETTERS as readonly string[]).includes(zone.at(-1)!), zone);
});
