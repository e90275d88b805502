/**
 * The pack as Pulumi's engine calls it: the real server of @pulumi/policy in a process of its own, asked over gRPC with resources as the program
 * declares them. The engine itself is asked in engine.test.ts, where there is one.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { ruleNames } from "../../../infra/policy/names.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { type Recorded, recordStack } from "../../support/recording.ts";
import { type Pack, startPack } from "./support/pack.ts";

const STACK = "aws-msk-production";
const ended = { rule: "tags", resource: "lake-bucket", reason: "it is emptied this week", until: "2026-01-31" };
let pack: Pack;
let resources: Recorded[] = [];

before(async () => {
  const exceptions = [ended, { ...ended, resource: "keys-data", until: "2999-01-01" }];
  pack = await startPack(STACK, {
    ...readStackFile(STACK),
    policy: { exceptions },
    cost: { owner: "platform", budget: 100 },
  });
  resources = (await recordStack(STACK)).resources;
});
after(() => pack?.stop());

/** Without the rule's description, which the server puts before. */
async function violations(resource: Recorded): Promise<string[]> {
  const response = await pack.analyze(resource);
  return response
    .getDiagnosticsList()
    .map((one: any) => `${one.getPolicyname()}: ${one.getMessage().split("\n").at(-1)}`);
}

const named = (name: string): Recorded => structuredClone(resources.find((one) => one.name === name)!);

test("the engine is told each rule, with level, severity and what to do", async () => {
  const info = await pack.info();
  const policies = info.getPoliciesList();
  const told = policies.map((one: any) => one.getName());
  // Steps are no resources: the engine cannot ask about them.
  assert.deepEqual(told.sort(), ["exceptions", ...ruleNames.filter((name) => name !== "kept-data")].sort());
  const tags = policies.find((one: any) => one.getName() === "tags");
  assert.equal(tags.getEnforcementlevel(), 3, "remediate");
  assert.equal(tags.getSeverity(), 2, "medium");
  assert.match(tags.getRemediationSteps(), /Pass the stack's tags/);
});

test("what the program declares is kept, each of its resources", async () => {
  for (const resource of resources.filter(({ custom }) => custom))
    assert.deepEqual(await violations(resource), [], resource.urn);
});

test("a broken rule is told with its path and how to mend it", async () => {
  const cluster = named("kafka-cluster");
  cluster.inputs["encryptionInfo"].encryptionInTransit.clientBroker = "PLAINTEXT";
  cluster.protect = false;
  const told = await violations(cluster);
  assert.equal(told.length, 2);
  assert.match(
    told[0]!,
    /^encryption-in-transit: encryptionInfo.encryptionInTransit.clientBroker is "PLAINTEXT"; allowed: "TLS"\. Turn TLS on/,
  );
  assert.match(told[1]!, /^protected-data: protect is false; allowed: true in production\./);
});

test("what is not known yet is not judged, and the rest is", async () => {
  const cluster = named("kafka-cluster");
  cluster.inputs["encryptionInfo"].encryptionAtRestKmsKeyArn = pulumi.runtime.unknownValue;
  cluster.inputs["clientAuthentication"].unauthenticated = true;
  const told = await violations(cluster);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /^encryption-in-transit: clientAuthentication.unauthenticated/);
});

test("an exception excuses its resource; one that has ended is told once, at the stack", async () => {
  const key = named("keys-data");
  delete key.inputs["tags"];
  assert.deepEqual(await violations(key), []);
  const other = named("keys-secrets");
  delete other.inputs["tags"];
  assert.equal((await violations(other)).length, 4);
  const stack = { ...key, type: "pulumi:pulumi:Stack", name: `tributary-${STACK}`, inputs: {} };
  const told = await violations(stack);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /^exceptions: policy.exceptions\[0\].until is 2026-01-31, which has passed/);
});

test("the budget is held against all resources at once", async () => {
  const response = await pack.analyzeStack(resources.filter(({ custom }) => custom));
  const told = response.getDiagnosticsList().map((one: any) => `${one.getPolicyname()}: ${one.getMessage()}`);
  assert.equal(told.length, 1);
  assert.match(told[0], /^budget: [\s\S]*cost\.budget is 100 USD, and the stack costs at least 1,\d{3} USD a month/);
});

async function remedies(resource: Recorded): Promise<Record<string, any>> {
  const response = await pack.remediate(resource);
  return Object.fromEntries(
    response.getRemediationsList().map((one: any) => [one.getPolicyname(), one.getProperties().toJavaScript()]),
  );
}

test("missing tags are added, and what is there stays: secrets and unknowns, too", async () => {
  const group = named("eks-logs");
  group.inputs["tags"] = { stack: "mine" };
  group.inputs["kmsKeyId"] = pulumi.runtime.unknownValue;
  group.inputs["name"] = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden" };
  const { tags } = await remedies(group);
  assert.deepEqual(tags.tags, {
    stack: "mine",
    project: "tributary",
    environment: "production",
    "managed-by": "pulumi",
    owner: "platform",
  });
  assert.equal(tags.kmsKeyId, pulumi.runtime.unknownValue);
  assert.deepEqual(tags.name, group.inputs["name"]);
  assert.deepEqual(await remedies(named("eks-logs")), {}, "nothing is mended where nothing is missing");
});

test("a plain secret becomes one, and the one that is there stays", async () => {
  const secret = structuredClone(resources.find(({ type }) => type === "kubernetes:core/v1:Secret")!);
  assert.deepEqual(await remedies(secret), {});
  secret.inputs["stringData"] = { "a.password": "plain" };
  const mended = (await remedies(secret))["no-plain-secrets"];
  assert.deepEqual(mended.stringData["a.password"], {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value: "plain",
  });
  assert.deepEqual(mended.metadata, secret.inputs["metadata"]);
});
