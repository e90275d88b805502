/** The stack's keys on AWS under Pulumi's mocks: who may use them for what. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsKeys, type AwsKeysArgs } from "../../../components/secrets/aws/keys.ts";
import { type Recording, record } from "../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../aws/conventions.ts";

const base: AwsKeysArgs = {
  region: "eu-central-1",
  account: "123456789012",
  prefix: "tributary-test",
  protection: true,
  tags: { stack: "test" },
};
const made = (args: Partial<AwsKeysArgs> = {}, preview = false): Promise<Recording> =>
  record(() => void new AwsKeys("keys", { ...base, ...args }), { preview });
const statements = async (key: string): Promise<Record<string, any>> => {
  const { Statement } = JSON.parse((await made()).named(`keys-${key}`).inputs["policy"]);
  return Object.fromEntries(Statement.map((statement: any) => [statement.Sid, statement]));
};

test("keys are renewed each year, protected in production, and wait 30 days before they go", async () => {
  const { of, resources } = await made();
  const keys = of("aws:kms/key:Key");
  assert.deepEqual(keys.map(({ name }) => name).sort(), ["keys-data", "keys-secrets"]);
  for (const { inputs, protect } of keys) {
    assert.equal(inputs["enableKeyRotation"], true);
    assert.equal(inputs["deletionWindowInDays"], 30);
    assert.equal(protect, true);
  }
  assertTagged(resources, { stack: "test" });
  assert.ok((await made({ protection: false })).of("aws:kms/key:Key").every(({ protect }) => !protect));
});

test("aliases have the stack's name, and fit however long it is", async () => {
  assert.equal((await made()).named("keys-data-alias").inputs["name"], "alias/tributary-test-data");
  const long = await made({ prefix: `tributary-${"x".repeat(300)}` });
  assertNamesFit(long.resources);
  const names = long.of("aws:kms/alias:Alias").map(({ inputs }) => inputs["name"]);
  assert.equal(new Set(names).size, 2);
});

test("who administers a key does not decrypt with it", async () => {
  for (const key of ["data", "secrets"]) {
    const { Administration, ...others } = await statements(key);
    const crypto = /kms:(\*|Encrypt|Decrypt|ReEncrypt|GenerateDataKey|CreateGrant|Create\*)/;
    assert.ok(Administration.Action.every((action: string) => !crypto.test(action)));
    assert.ok(Administration.Action.includes("kms:Put*"), "or nobody could ever change its policy");
    for (const statement of Object.values(others))
      assert.ok(statement.Condition !== undefined, `${statement.Sid} is bound to a service`);
  }
});

test("a key is used through its services alone, with rights that come from the account's own policies", async () => {
  const { UseThroughServices: data } = await statements("data");
  assert.deepEqual(data.Principal, { AWS: "arn:aws:iam::123456789012:root" });
  assert.deepEqual(data.Condition.StringEquals["kms:CallerAccount"], "123456789012");
  const services = data.Condition.StringEquals["kms:ViaService"];
  for (const service of ["s3", "kafka", "ec2", "ecr"])
    assert.ok(services.includes(`${service}.eu-central-1.amazonaws.com`));
  assert.ok(!services.includes("secretsmanager.eu-central-1.amazonaws.com"), "passwords have a key of their own");
  const { UseThroughServices: secrets } = await statements("secrets");
  assert.deepEqual(secrets.Condition.StringEquals["kms:ViaService"], [
    "eks.eu-central-1.amazonaws.com",
    "kafka.eu-central-1.amazonaws.com",
    "secretsmanager.eu-central-1.amazonaws.com",
  ]);
});

test("grants of the data key are for resources of AWS; EKS gets its own of the other key, where that condition would refuse it", async () => {
  for (const statement of Object.values(await statements("data")))
    if (statement.Action.includes("kms:CreateGrant"))
      assert.equal(statement.Condition.Bool["kms:GrantIsForAWSResource"], "true");
  const { GrantsForResources } = await statements("secrets");
  assert.deepEqual(GrantsForResources.Condition, { StringEquals: { "kms:CallerAccount": "123456789012" } });
});

test("CloudWatch encrypts this account's log groups with the data key, and EC2 its volumes", async () => {
  const { LogGroupsOfThisAccount: logs, VolumesOfThisAccount: volumes } = await statements("data");
  assert.deepEqual(logs.Principal, { Service: "logs.eu-central-1.amazonaws.com" });
  assert.deepEqual(logs.Condition.ArnLike, {
    "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:123456789012:log-group:*",
  });
  assert.deepEqual(volumes.Condition.StringEquals, {
    "kms:CallerAccount": "123456789012",
    "kms:ViaService": ["ec2.eu-central-1.amazonaws.com"],
  });
  const others = await statements("secrets");
  assert.ok(!("LogGroupsOfThisAccount" in others) && !("VolumesOfThisAccount" in others));
});

test("S3 keeps this account's tables of Iceberg in order with the data key", async () => {
  const { TablesOfThisAccount: tables } = await statements("data");
  assert.deepEqual(tables.Principal, { Service: "maintenance.s3tables.amazonaws.com" });
  assert.deepEqual(tables.Condition.StringLike, {
    "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3tables:eu-central-1:123456789012:bucket/*",
  });
  assert.ok(!("TablesOfThisAccount" in (await statements("secrets"))));
});

test("a preview declares the same", async () => {
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});
