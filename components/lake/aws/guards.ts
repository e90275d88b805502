/** What makes the lake's bucket private, encrypted and tidy. */
import type { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { AwsLakeArgs } from "./args.ts";
import { bucketPolicy } from "./bucket-policy.ts";
import { lifecycleRules } from "./lifecycle.ts";

/** Days that what could not be delivered is kept: as long as somebody may look into it. */
const ERROR_DAYS = 30;

export function guardsOf(
  child: MakeChild,
  bucket: Bucket,
  { key, accessLogs, topics, noncurrentDays, resultDays, transform }: AwsLakeArgs,
): Record<string, pulumi.CustomResource> {
  const of = { bucket: bucket.bucket };
  const access = child(BucketPublicAccessBlock, "access", {
    ...of,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  const ownership = child(BucketOwnershipControls, "ownership", {
    ...of,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const versioning = child(BucketVersioning, "versions", {
    ...of,
    versioningConfiguration: { status: "Enabled" },
  });
  const encryption = child(BucketServerSideEncryptionConfiguration, "encryption", {
    ...of,
    // One request to the key for many objects instead of one for each.
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
        bucketKeyEnabled: true,
      },
    ],
  });
  const policy = child(
    BucketPolicy,
    "policy",
    {
      ...of,
      policy: pulumi.all([bucket.arn, key]).apply(([arn, of]) => JSON.stringify(bucketPolicy(arn, of))),
    },
    // S3 refuses two changes of a bucket's access at once.
    { dependsOn: [access, ownership] },
    transform?.policy,
  );
  const spec = {
    topics: mapValues(topics, ({ retentionDays, transitions = {} }) => ({ retentionDays, transitions })),
    noncurrentDays,
    errorDays: ERROR_DAYS,
    resultDays,
  };
  const lifecycle = child(
    BucketLifecycleConfiguration,
    "lifecycle",
    { ...of, rules: lifecycleRules(spec), transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    // Rules for former versions say something only where there are versions.
    { dependsOn: [versioning] },
    transform?.lifecycle,
  );
  const logging = accessLogs && {
    logging: child(BucketLogging, "logging", {
      ...of,
      targetBucket: accessLogs.bucket,
      targetPrefix: accessLogs.prefix,
    }),
  };
  return { access, ownership, versioning, encryption, policy, lifecycle, ...logging };
}
