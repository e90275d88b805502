import assert from "node:assert/strict";
import { test } from "node:test";
import { type PolicyStatement, policyOf } from "../../../components/aws/policy.ts";
import { evaluate, type Policies, type Request } from "./evaluate.ts";
import { arnLike, contextOf, like } from "./match.ts";

const role = "arn:aws:iam::111111111111:role/app";
const bucket = "arn:aws:s3:::lake/events/1";
const queue = "arn:aws:sqs:eu-central-1:111111111111:dead";
const allow = (rest: Omit<PolicyStatement, "Sid" | "Effect">): PolicyStatement => ({
  Sid: "A",
  Effect: "Allow",
  ...rest,
});
const deny = (rest: Omit<PolicyStatement, "Sid" | "Effect">): PolicyStatement => ({
  Sid: "D",
  Effect: "Deny",
  ...rest,
});
const ask = (policies: Policies, request: Partial<Request> = {}) =>
  evaluate({ caller: { role }, action: "s3:GetObject", resource: bucket, ...request }, policies);
const identity = (...statements: PolicyStatement[]): Policies => ({ identity: [policyOf(...statements)] });
const resource = (...statements: PolicyStatement[]): Policies => ({ resource: policyOf(...statements) });

test("nothing is allowed unless a statement says so, and Deny beats Allow wherever it stands", () => {
  const all = allow({ Action: ["*"], Resource: ["*"] });
  assert.equal(ask({}), "not allowed");
  assert.equal(ask(identity(all)), "allowed");
  assert.equal(ask(identity(all, deny({ Action: ["s3:*"], Resource: ["*"] }))), "denied");
  const denied = policyOf(deny({ Principal: "*", Action: ["s3:GetObject"], Resource: ["*"] }));
  assert.equal(ask({ ...identity(all), resource: denied }), "denied");
});

test("actions know no case, resources do; wildcards stand for anything", () => {
  const on = (Action: string, Resource: string) => ask(identity(allow({ Action: [Action], Resource: [Resource] })));
  assert.equal(on("S3:getobject", bucket), "allowed");
  assert.equal(on("s3:Get*", "arn:aws:s3:::lake/*"), "allowed");
  assert.equal(on("s3:Get*", "arn:aws:s3:::lake/events/?"), "allowed");
  assert.equal(on("s3:GetObject", "arn:aws:s3:::LAKE/*"), "not allowed");
  assert.equal(on("s3:Put*", "*"), "not allowed");
  assert.equal(on("s3:GetObject", "arn:aws:s3:::lake/events"), "not allowed");
});

test("NotAction and NotResource", () => {
  assert.equal(ask(identity(allow({ NotAction: ["s3:Put*"], Resource: ["*"] }))), "allowed");
  assert.equal(ask(identity(allow({ NotAction: ["s3:Get*"], Resource: ["*"] }))), "not allowed");
  assert.equal(ask(identity(allow({ Action: ["*"], NotResource: ["arn:aws:s3:::lake/*"] }))), "not allowed");
  assert.equal(ask(identity(allow({ Action: ["*"], NotResource: ["arn:aws:s3:::other/*"] }))), "allowed");
});

test("conditions: each operator must hold for each key, with one of its values", () => {
  const on = (Condition: PolicyStatement["Condition"], context: Request["context"]) =>
    ask(identity(allow({ Action: ["*"], Resource: ["*"], Condition })), { context }) === "allowed";
  const table: [PolicyStatement["Condition"], Request["context"], boolean][] = [
    [{ StringEquals: { "aws:SourceAccount": ["1", "2"] } }, { "AWS:sourceaccount": "2" }, true],
    [{ StringEquals: { "aws:SourceAccount": ["1*"] } }, { "aws:SourceAccount": "11" }, false],
    [{ StringEquals: { "aws:SourceAccount": ["1"] } }, {}, false],
    [{ StringEqualsIfExists: { "aws:SourceAccount": ["1"] } }, {}, true],
    [{ StringNotEquals: { "aws:SourceAccount": ["1"] } }, { "aws:SourceAccount": "2" }, true],
    [{ StringNotEquals: { "aws:SourceAccount": ["1", "2"] } }, { "aws:SourceAccount": "2" }, false],
    [{ StringNotEquals: { "aws:SourceAccount": ["1"] } }, {}, true],
    [{ StringEqualsIgnoreCase: { k: ["Ab"] } }, { k: "aB" }, true],
    [{ StringLike: { k: ["a*c?"] } }, { k: "abbcd" }, true],
    [{ StringNotLike: { k: ["a*"] } }, { k: "abc" }, false],
    [{ ArnLike: { "aws:SourceArn": ["arn:aws:sqs:*:1:q*"] } }, { "aws:SourceArn": "arn:aws:sqs:eu:1:q/a:b" }, true],
    [{ ArnEquals: { "aws:SourceArn": ["arn:aws:sqs:*:1:q"] } }, { "aws:SourceArn": "arn:aws:sqs:eu:2:1:q" }, false],
    [{ ArnNotLike: { "aws:SourceArn": ["arn:aws:sqs:*:1:*"] } }, { "aws:SourceArn": "arn:aws:sqs:eu:2:q" }, true],
    [{ Bool: { "aws:SecureTransport": ["false"] } }, { "aws:SecureTransport": "False" }, true],
    [{ Bool: { "aws:SecureTransport": ["false"] } }, { "aws:SecureTransport": "true" }, false],
    [{ Null: { k: ["true"] } }, {}, true],
    [{ Null: { k: ["false"] } }, {}, false],
    [{ NumericLessThan: { k: ["3"] } }, { k: "2" }, true],
    [{ "ForAnyValue:StringEquals": { k: ["a"] } }, { k: ["b", "a"] }, true],
    [{ "ForAllValues:StringEquals": { k: ["a"] } }, { k: ["b", "a"] }, false],
    [{ "ForAllValues:StringEquals": { k: ["a"] } }, {}, true],
    [{ "ForAnyValue:StringEquals": { k: ["a"] } }, {}, false],
    [{ StringEquals: { a: ["1"], b: ["1"] } }, { a: "1", b: "2" }, false],
  ];
  for (const [condition, context, expected] of table)
    assert.equal(on(condition, context), expected, JSON.stringify([condition, context]));
  assert.throws(
    () => on({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } }, { "aws:SourceIp": "10.1.1.1" }),
    /IpAddress/,
  );
});

/** As a policy has it, without looking like a template of ours. */
const variable = (name: string) => ["$", "{", name, "}"].join("");

test("variables: their values hold no wildcards, and one that is missing matches nothing", () => {
  const context = contextOf({ "aws:PrincipalTag/team": "a*", "aws:username": "bo" });
  const team = variable("aws:PrincipalTag/team");
  assert.equal(like(`home/${variable("aws:username")}/*`, "home/bo/x", context), true);
  assert.equal(like(team, "abc", context), false);
  assert.equal(like(team, "a*", context), true);
  assert.equal(like(variable("aws:PrincipalTag/other"), "", context), false);
  assert.equal(like(variable("aws:PrincipalTag/other, 'x'"), "x", context), true);
  assert.equal(like(`a${variable("*")}b${variable("?")}${variable("$")}`, "a*b?$", context), true);
  assert.equal(like(`a${variable("*")}b`, "axb", context), false);
  assert.equal(like("a.b", "axb", context), false);
  assert.equal(arnLike(`arn:aws:s3:::${variable("aws:username")}`, "arn:aws:s3:::bo", context), true);
});

test("in one account a role's policy or the resource's is enough, across accounts both must allow", () => {
  const named = allow({ Principal: { AWS: [role] }, Action: ["sqs:*"], Resource: [queue] });
  const mine = allow({ Action: ["sqs:SendMessage"], Resource: ["*"] });
  const send = { action: "sqs:SendMessage", resource: queue };
  assert.equal(ask(identity(mine), send), "allowed");
  assert.equal(ask(resource(named), send), "allowed");
  const theirs = { ...send, resource: queue.replace("111111111111", "222222222222") };
  const open = allow({ Principal: { AWS: [role] }, Action: ["sqs:*"], Resource: ["*"] });
  assert.equal(ask(identity(mine), theirs), "not allowed");
  assert.equal(ask(resource(open), theirs), "not allowed");
  assert.equal(ask({ ...identity(mine), ...resource(open) }, theirs), "allowed");
});

test("the account's root in a resource's policy leaves it to the roles' own policies", () => {
  const root = allow({ Principal: { AWS: ["arn:aws:iam::111111111111:root"] }, Action: ["kms:*"], Resource: ["*"] });
  const decrypt = { action: "kms:Decrypt", resource: "arn:aws:kms:eu-central-1:111111111111:key/1" };
  const mine = allow({ Action: ["kms:Decrypt"], Resource: [decrypt.resource] });
  assert.equal(ask({ ...identity(mine), resource: policyOf(), resourceMustAllow: true }, decrypt), "not allowed");
  assert.equal(ask({ ...resource(root), resourceMustAllow: true }, decrypt), "not allowed");
  assert.equal(ask({ ...identity(mine), ...resource(root), resourceMustAllow: true }, decrypt), "allowed");
});

test("trust policies: a service assumes the role that names it, under the conditions there", () => {
  const trust = resource(
    allow({
      Principal: { Service: ["pods.eks.amazonaws.com"] },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringEquals: { "aws:SourceAccount": ["111111111111"] } },
    }),
  );
  const assume = (service: string, account: string, action = "sts:AssumeRole") =>
    ask(trust, { caller: { service }, action, resource: role, context: { "aws:SourceAccount": account } });
  assert.equal(assume("pods.eks.amazonaws.com", "111111111111"), "allowed");
  assert.equal(assume("pods.eks.amazonaws.com", "111111111111", "sts:TagSession"), "allowed");
  assert.equal(assume("pods.eks.amazonaws.com", "222222222222"), "not allowed");
  assert.equal(assume("ec2.amazonaws.com", "111111111111"), "not allowed");
  assert.equal(ask(trust, { action: "sts:AssumeRole", resource: role }), "not allowed");
});
