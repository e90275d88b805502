/** The operator's role for Secrets Manager: a table of what it may and may not, and what is made of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { INLINE_OF_ROLE, policySize } from "../../../components/aws/policy.ts";
import { AwsStoreAccess, type AwsStoreAccessArgs } from "../../../components/secrets/aws/store-access.ts";
import { type StoreRightsSpec, storeRights } from "../../../components/secrets/aws/store-rights.ts";
import { evaluate } from "../../support/iam/evaluate.ts";
import { record } from "../../support/recording.ts";
import { assertTagged } from "../aws/conventions.ts";

const region = "eu-central-1";
const account = "123456789012";
const key = `arn:aws:kms:${region}:${account}:key/1`;
const secret = (name: string) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const spec: StoreRightsSpec = {
  partition: "aws",
  region,
  account,
  stack: "prod",
  prefix: "tributary-prod-",
  alsoRead: ["AmazonMSK_tributary-prod-"],
  writes: true,
  key,
};

type Row = [allowed: boolean, action: string, resource: string, context?: Record<string, string>];

function assertTable(rights: StoreRightsSpec, rows: Row[]): void {
  for (const [allowed, action, resource, context = {}] of rows) {
    const caller = { role: `arn:aws:iam::${account}:role/operator` };
    const decision = evaluate({ caller, action, resource, context }, { identity: [storeRights(rights)] });
    assert.equal(decision === "allowed", allowed, `${action} on ${resource} with ${JSON.stringify(context)}`);
  }
}
const mine = { "aws:ResourceTag/stack": "prod" };
const made = { "aws:RequestTag/stack": "prod" };
const bySecretsManager = (name: string) => ({
  "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
  "kms:EncryptionContext:SecretARN": secret(name),
});

test("generated values: read, and written once", () => {
  assertTable(spec, [
    [true, "secretsmanager:GetSecretValue", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [true, "secretsmanager:DescribeSecret", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    // Asked for before it is there, by its name alone: what is answered must be that it is not there.
    [true, "secretsmanager:GetSecretValue", secret("tributary-prod-kafka-password-ingest-3")],
    [true, "secretsmanager:CreateSecret", secret("tributary-prod-kafka-password-ingest-3"), made],
    [true, "secretsmanager:TagResource", secret("tributary-prod-kafka-password-ingest-3"), made],
    [false, "secretsmanager:CreateSecret", secret("tributary-prod-kafka-password-ingest-3")],
    [false, "secretsmanager:CreateSecret", secret("others"), made],
    [false, "secretsmanager:PutSecretValue", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [false, "secretsmanager:UpdateSecret", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [false, "secretsmanager:DeleteSecret", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [false, "secretsmanager:PutResourcePolicy", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [false, "secretsmanager:ListSecrets", "*"],
    [true, "kms:GenerateDataKey", key, bySecretsManager("tributary-prod-kafka-password-ingest-3-AbCdEf")],
    [true, "kms:Decrypt", key, bySecretsManager("tributary-prod-kafka-password-ingest-3-AbCdEf")],
    [false, "kms:Decrypt", key, bySecretsManager("others-AbCdEf")],
    [false, "kms:Decrypt", key],
    [false, "kms:Decrypt", key, { ...bySecretsManager("tributary-prod-x"), "kms:ViaService": "eks.x" }],
    [false, "kms:Decrypt", key.replace(/1$/, "2"), bySecretsManager("tributary-prod-x")],
    [false, "kms:Encrypt", key, bySecretsManager("tributary-prod-x")],
  ]);
});

test("a stack whose name begins with this one's keeps its secrets to itself", () => {
  const theirs = { "aws:ResourceTag/stack": "prod-eu" };
  assertTable(spec, [
    [false, "secretsmanager:GetSecretValue", secret("tributary-prod-eu-kafka-password-ingest-2-AbCdEf"), theirs],
    [false, "secretsmanager:TagResource", secret("tributary-prod-eu-x"), { ...theirs, ...made }],
    // Put there by hand.
    [true, "secretsmanager:GetSecretValue", secret("tributary-prod-kafka-password-ingest-2-AbCdEf")],
  ]);
});

test("given values: nothing is made", () => {
  assertTable({ ...spec, writes: false }, [
    [true, "secretsmanager:GetSecretValue", secret("tributary-prod-kafka-password-ingest-2-AbCdEf"), mine],
    [false, "secretsmanager:CreateSecret", secret("tributary-prod-kafka-password-ingest-3"), made],
    [false, "secretsmanager:TagResource", secret("tributary-prod-kafka-password-ingest-3"), made],
    [true, "kms:Decrypt", key, bySecretsManager("tributary-prod-x")],
    [false, "kms:GenerateDataKey", key, bySecretsManager("tributary-prod-x")],
  ]);
});

test("MSK's secrets of the stack are read, and nothing else of MSK", () => {
  assertTable(spec, [
    [true, "secretsmanager:GetSecretValue", secret("AmazonMSK_tributary-prod-ingest-AbCdEf"), mine],
    [true, "kms:Decrypt", key, bySecretsManager("AmazonMSK_tributary-prod-ingest-AbCdEf")],
    [false, "secretsmanager:CreateSecret", secret("AmazonMSK_tributary-prod-ingest"), made],
    [false, "secretsmanager:GetSecretValue", secret("AmazonMSK_others-AbCdEf")],
  ]);
});

test("the policy fits into a role, with names at their longest", () => {
  const prefix = "p".repeat(512);
  const policy = storeRights({ ...spec, prefix, alsoRead: [`AmazonMSK_${"s".repeat(500)}`], stack: "s".repeat(256) });
  assert.ok(policySize(policy) <= INLINE_OF_ROLE, String(policySize(policy)));
});

const args: AwsStoreAccessArgs = {
  cluster: { name: pulumi.output("mine"), arn: pulumi.output(`arn:aws:eks:${region}:${account}:cluster/mine`) },
  region,
  operator: { namespace: "external-secrets", serviceAccount: "external-secrets" },
  stack: "prod",
  prefix: "tributary-prod-",
  writes: true,
  key,
  tags: { project: "tributary", stack: "prod", "managed-by": "pulumi" },
};

test("a role for the operator's service account alone; who depends on the identity has its rights", async () => {
  const recording = await record(() => {
    const { identity, keeping } = new AwsStoreAccess("access", args);
    assert.deepEqual(identity.reached, { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [80] });
    assert.equal(identity.after.length, 1);
    return keeping;
  });
  const trust = JSON.parse(recording.named("access-operator-role").inputs["assumeRolePolicy"]).Statement[0];
  assert.equal(trust.Condition.StringEquals["aws:RequestTag/kubernetes-service-account"], "external-secrets");
  assert.deepEqual(
    JSON.parse(recording.named("access-operator-policy").inputs["policy"]),
    storeRights({ ...spec, alsoRead: [] }),
  );
  assertTagged(recording.resources, args.tags);
  const pods = recording.named("access-operator-pods");
  assert.equal(pods.inputs["namespace"], "external-secrets");
  assert.ok(pods.dependencies.some((urn) => urn.endsWith("::access-operator-policy")));
  // A tag managed-by of ours would be refused by the operator.
  assert.deepEqual(recording.result, {
    kmsKeyId: key,
    secretPushFormat: "string",
    tags: { project: "tributary", stack: "prod" },
  });
});

test("a preview declares the same although cluster and key are not there yet", async () => {
  const urns = async (preview: boolean) =>
    (await record(() => void new AwsStoreAccess("access", args), { preview })).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});
