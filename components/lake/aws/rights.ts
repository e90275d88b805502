/** Policies of the principals that come to the lake: what each may do there, and nothing else. */
import { type KnownPolicy, type PolicyConditions, type PolicyStatement, policyOf } from "../../aws/policy.ts";
import { errorPrefix, resultPrefix, topicPrefix } from "./layout.ts";
import { tableName } from "./names.ts";

/** ARNs of what the lake is made of. */
export interface LakeArns {
  bucket: string;
  /** Of the key that encrypts it. */
  key: string;
  /** arn:aws:glue:<region>:<account>:database/<name> */
  database: string;
}

/**
 * Topics that a reader may have: with the longest names each takes 460 characters of its role's policy, whose limit is 10240 (INLINE_OF_ROLE).
 */
export const MOST_TOPICS_OF_READER = 16;

/**
 * Who asks questions of some topics by Athena, in a workgroup of its own.
 * Source: Amazon Athena User Guide, "Identity and access management in Athena", "Control access to Amazon S3 from Athena" and "Configure access
 * to databases and tables in the AWS Glue Data Catalog", which wants the database `default`, too.
 * @param topics keys of those it may read
 * @param workgroup its ARN, and the part of its name that its results are under
 */
export function readerPolicy(
  arns: LakeArns,
  region: string,
  topics: string[],
  workgroup: { arn: string; results: string },
): KnownPolicy {
  const { bucket, database } = arns;
  const results = resultPrefix(workgroup.results);
  const own = topics.map(topicPrefix);
  const catalog = database.replace(/:database\/.*$/, ":catalog");
  return policyOf(
    allow("Ask", questions, [workgroup.arn]),
    allow(
      "KnowCatalog",
      ["athena:GetDataCatalog"],
      [workgroup.arn.replace(/:workgroup\/.*$/, ":datacatalog/AwsDataCatalog")],
    ),
    allow("KnowDefault", ["glue:GetDatabase"], [catalog, catalog.replace(/:catalog$/, ":database/default")]),
    allow(
      "KnowTables",
      ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartition", "glue:GetPartitions"],
      [catalog, database, ...topics.map((topic) => `${database.replace(":database/", ":table/")}/${tableName(topic)}`)],
    ),
    allow("FindBucket", ["s3:GetBucketLocation"], [bucket]),
    allow("FindObjects", ["s3:ListBucket"], [bucket], below([...own, results])),
    allow("ReadRecords", ["s3:GetObject"], inside(bucket, own)),
    allow("KeepResults", ["s3:GetObject", ...writes], inside(bucket, [results])),
    useKey(arns, region),
  );
}

/**
 * What writes the records of some topics: a Channel of MSK, or a connector.
 * Source: Amazon MSK Developer Guide, "Service execution role" of data delivery to general purpose buckets. Its s3:CreateMultipartUpload,
 * s3:UploadPart and s3:CompleteMultipartUpload are requests and no actions of IAM: s3:PutObject allows them (Amazon S3 User Guide,
 * "Multipart upload API and permissions").
 */
export function writerPolicy(arns: Pick<LakeArns, "bucket" | "key">, region: string, topics: string[]): KnownPolicy {
  const { bucket } = arns;
  const prefixes = [...topics.map(topicPrefix), errorPrefix];
  return policyOf(
    allow("FindBucket", ["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], [bucket]),
    allow("FindObjects", ["s3:ListBucket"], [bucket], below(prefixes)),
    allow("WriteRecords", writes, inside(bucket, prefixes)),
    useKey(arns, region),
  );
}

/** @param principals of this account or of others, that may become a reader */
export function readerTrust(principals: string[]): KnownPolicy {
  return policyOf({ Sid: "Readers", Effect: "Allow", Principal: { AWS: principals }, Action: ["sts:AssumeRole"] });
}

const questions = [
  "GetWorkGroup",
  "StartQueryExecution",
  "StopQueryExecution",
  "GetQueryExecution",
  "BatchGetQueryExecution",
  "ListQueryExecutions",
  "GetQueryResults",
  "GetQueryResultsStream",
].map((action) => `athena:${action}`);

const writes = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

function allow(sid: string, action: string[], resource: string[], condition?: PolicyConditions): PolicyStatement {
  const statement: PolicyStatement = { Sid: sid, Effect: "Allow", Action: action, Resource: resource };
  return condition === undefined ? statement : { ...statement, Condition: condition };
}

const inside = (bucket: string, prefixes: string[]): string[] => prefixes.map((prefix) => `${bucket}/${prefix}*`);

const below = (prefixes: string[]): PolicyConditions => ({
  StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) },
});

/** By S3 and for this bucket alone, as the key encrypts more than the lake. Who ends an upload in parts has S3 read them again. */
function useKey({ bucket, key }: Pick<LakeArns, "bucket" | "key">, region: string): PolicyStatement {
  return allow("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [key], {
    StringEquals: { "kms:ViaService": [`s3.${region}.amazonaws.com`] },
    StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket, `${bucket}/*`] },
  });
}
