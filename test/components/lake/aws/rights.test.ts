/** Who may do what in the lake, asked of an evaluator of policies: a table for each principal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { INLINE_OF_ROLE, type KnownPolicy, policySize } from "../../../../components/aws/policy.ts";
import { bucketPolicy } from "../../../../components/lake/aws/bucket-policy.ts";
import {
  MOST_TOPICS_OF_READER,
  readerPolicy,
  readerTrust,
  writerPolicy,
} from "../../../../components/lake/aws/rights.ts";
import { evaluate } from "../../../support/iam/evaluate.ts";

const region = "eu-central-1";
const account = "123456789012";
const bucket = "arn:aws:s3:::lake";
const key = `arn:aws:kms:${region}:${account}:key/1`;
const glue = (resource: string) => `arn:aws:glue:${region}:${account}:${resource}`;
const athena = (resource: string) => `arn:aws:athena:${region}:${account}:${resource}`;
const arns = { bucket, key, database: glue("database/tributary_test") };
const role = `arn:aws:iam::${account}:role/it`;

type Row = [allowed: boolean, action: string, resource: string, context?: Record<string, string>];
const tls = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };

function assertTable(policy: KnownPolicy, rows: Row[]): void {
  for (const [allowed, action, resource, context = {}] of rows) {
    const request = { caller: { role }, action, resource, context: { ...tls, ...context } };
    const decision = evaluate(request, {
      identity: [policy],
      ...(resource.startsWith(bucket) ? { resource: bucketPolicy(bucket, key) } : {}),
    });
    assert.equal(decision === "allowed", allowed, `${action} on ${resource} with ${JSON.stringify(context)}`);
  }
}
const list = (prefix: string) => ({ "s3:prefix": prefix });
const byS3 = { "kms:ViaService": `s3.${region}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": bucket };

test("a reader asks in its own workgroup, of its own topics, and sees its own results", () => {
  const policy = readerPolicy(arns, region, ["processed"], {
    arn: athena("workgroup/lake-analysts"),
    results: "analysts",
  });
  assertTable(policy, [
    [true, "athena:StartQueryExecution", athena("workgroup/lake-analysts")],
    [true, "athena:GetQueryResults", athena("workgroup/lake-analysts")],
    [false, "athena:StartQueryExecution", athena("workgroup/lake-operators")],
    [false, "athena:UpdateWorkGroup", athena("workgroup/lake-analysts")],
    [false, "athena:DeleteWorkGroup", athena("workgroup/lake-analysts")],
    [true, "athena:GetDataCatalog", athena("datacatalog/AwsDataCatalog")],
    [true, "glue:GetTable", glue("table/tributary_test/processed")],
    [false, "glue:GetTable", glue("table/tributary_test/events")],
    [false, "glue:GetTable", glue("table/other/processed")],
    [true, "glue:GetDatabase", glue("database/default")],
    [false, "glue:GetTables", glue("database/default")],
    [false, "glue:UpdateTable", glue("table/tributary_test/processed")],
    [false, "glue:CreateTable", glue("database/tributary_test")],
    [true, "s3:ListBucket", bucket, list("topics/processed/arrived_day=2026-11-27/")],
    [false, "s3:ListBucket", bucket, list("topics/events/")],
    [false, "s3:ListBucket", bucket, list("topics/")],
    [false, "s3:ListBucket", bucket],
    [true, "s3:GetObject", `${bucket}/topics/processed/arrived_day=2026-11-27/arrived_hour=01/0-1`],
    [false, "s3:GetObject", `${bucket}/topics/processed-too/1`],
    [false, "s3:GetObject", `${bucket}/topics/events/1`],
    [false, "s3:GetObject", `${bucket}/errors/1`],
    [false, "s3:PutObject", `${bucket}/topics/processed/1`],
    [false, "s3:DeleteObject", `${bucket}/topics/processed/1`],
    [false, "s3:GetObjectVersion", `${bucket}/topics/processed/1`],
    [true, "s3:PutObject", `${bucket}/results/analysts/1.csv`],
    [false, "s3:PutObject", `${bucket}/results/operators/1.csv`],
    [false, "s3:GetObject", `${bucket}/results/operators/1.csv`],
    [false, "s3:PutBucketPolicy", bucket],
    [true, "kms:Decrypt", key, byS3],
    [false, "kms:Decrypt", key],
    [false, "kms:Decrypt", key, { ...byS3, "kms:ViaService": `secretsmanager.${region}.amazonaws.com` }],
    [false, "kms:Decrypt", key, { ...byS3, "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::backup" }],
    [false, "kms:Decrypt", key.replace(/1$/, "2"), byS3],
    [false, "kms:ScheduleKeyDeletion", key, byS3],
  ]);
});

test("a writer puts records of its topic and what could not be delivered, and reads neither", () => {
  assertTable(writerPolicy(arns, region, ["events"]), [
    [true, "s3:PutObject", `${bucket}/topics/events/arrived_day=2026-11-27/arrived_hour=01/0-1`],
    [true, "s3:PutObject", `${bucket}/errors/events/1`],
    [true, "s3:AbortMultipartUpload", `${bucket}/topics/events/1`],
    [true, "s3:ListMultipartUploadParts", `${bucket}/topics/events/1`],
    [true, "s3:ListBucketMultipartUploads", bucket],
    [true, "s3:GetBucketLocation", bucket],
    [true, "s3:ListBucket", bucket, list("topics/events/")],
    [false, "s3:PutObject", `${bucket}/topics/processed/1`],
    [false, "s3:PutObject", `${bucket}/results/analysts/1`],
    [false, "s3:GetObject", `${bucket}/topics/events/1`],
    [false, "s3:DeleteObject", `${bucket}/topics/events/1`],
    [false, "glue:GetTable", glue("table/tributary_test/events")],
    [true, "kms:GenerateDataKey", key, byS3],
    [false, "kms:GenerateDataKey", key],
  ]);
});

test("the bucket refuses whoever has every right: plain text, old TLS, other encryption, other keys", () => {
  const all: KnownPolicy = {
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
  };
  const encryption = "s3:x-amz-server-side-encryption";
  const keyId = `${encryption}-aws-kms-key-id`;
  const object = `${bucket}/topics/events/1`;
  assertTable(all, [
    [true, "s3:GetObject", object],
    [false, "s3:GetObject", object, { "aws:SecureTransport": "false" }],
    [false, "s3:ListBucket", bucket, { "aws:SecureTransport": "false" }],
    [false, "s3:GetObject", object, { "s3:TlsVersion": "1.1" }],
    [true, "s3:GetObject", object, { "s3:TlsVersion": "1.2" }],
    [true, "s3:PutObject", object],
    [true, "s3:PutObject", object, { [encryption]: "aws:kms" }],
    [true, "s3:PutObject", object, { [encryption]: "aws:kms", [keyId]: key }],
    [false, "s3:PutObject", object, { [encryption]: "AES256" }],
    [false, "s3:PutObject", object, { [encryption]: "aws:kms", [keyId]: `${key}0` }],
  ]);
  const stranger = {
    caller: { role: role.replace(account, "999999999999") },
    action: "s3:GetObject",
    resource: object,
  };
  assert.equal(evaluate({ ...stranger, context: tls }, { resource: bucketPolicy(bucket, key) }), "not allowed");
});

test("a reader becomes who is named, alone", () => {
  const trust = readerTrust([role]);
  const assume = (caller: string) =>
    evaluate(
      { caller: { role: caller }, action: "sts:AssumeRole", resource: `arn:aws:iam::${account}:role/reader` },
      { resource: trust, resourceMustAllow: true },
    );
  assert.equal(assume(role), "allowed");
  assert.equal(assume(`${role}-too`), "not allowed");
});

test("a reader of as many topics as the settings let it have fits into a role, with names at their longest", () => {
  const longest = "k".repeat(63);
  const topics = Array.from({ length: MOST_TOPICS_OF_READER }, (_, index) => longest.slice(2) + String(10 + index));
  const wide = {
    bucket: `arn:aws:s3:::${"b".repeat(63)}`,
    key: `arn:aws:kms:ap-southeast-1:${account}:key/${"0".repeat(36)}`,
    database: `arn:aws:glue:ap-southeast-1:${account}:database/${"d".repeat(110)}`,
  };
  const policy = readerPolicy(wide, "ap-southeast-1", topics, {
    arn: `arn:aws:athena:ap-southeast-1:${account}:workgroup/${"w".repeat(128)}`,
    results: "r".repeat(31),
  });
  assert.ok(policySize(policy) <= INLINE_OF_ROLE, String(policySize(policy)));
});
