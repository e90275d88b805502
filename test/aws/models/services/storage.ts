/** Images and data at rest: ecr, s3, glue, athena. */
import { type Mapping, type Mappings, tagList } from "../mapping.ts";

const s3 = (call: Mapping["calls"][0], rest: Partial<Mapping> = {}): Mapping => ({
  service: "s3",
  calls: [call],
  ...rest,
});

export const storage: Mappings = {
  "aws:ecr/repository:Repository": {
    service: "ecr",
    autoName: "name",
    kept: ["forceDelete"],
    calls: [
      {
        operation: "CreateRepository",
        fields: {
          name: "repositoryName",
          encryptionConfigurations: ([only]) => ({ encryptionConfiguration: only }),
        },
      },
    ],
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    service: "ecr",
    calls: [
      {
        operation: "PutLifecyclePolicy",
        fields: { repository: "repositoryName", policy: "lifecyclePolicyText" },
      },
    ],
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    service: "ecr",
    calls: [
      {
        operation: "SetRepositoryPolicy",
        fields: { repository: "repositoryName", policy: "policyText" },
      },
    ],
  },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    service: "ecr",
    calls: [{ operation: "CreatePullThroughCacheRule" }],
  },
  "aws:ecr/replicationConfiguration:ReplicationConfiguration": {
    service: "ecr",
    calls: [{ operation: "PutReplicationConfiguration" }],
  },
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
    service: "ecr",
    calls: [{ operation: "PutRegistryScanningConfiguration" }],
  },

  // Versions, encryption, rules and the like are resources of their own.
  "aws:s3/bucket:Bucket": {
    service: "s3",
    autoName: "bucket",
    kept: ["forceDestroy"],
    calls: [
      {
        operation: "CreateBucket",
        fields: { objectLockEnabled: "ObjectLockEnabledForBucket" },
        // The provider adds its region, but for the first one.
        adds: ({ region = "eu-central-1" }) =>
          region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } },
      },
      {
        operation: "PutBucketTagging",
        takes: ["tags"],
        fields: { tags: (tags) => ({ Tagging: { TagSet: tagList(tags) } }) },
        adds: ({ bucket }) => ({ Bucket: bucket }),
        when: ({ tags }) => tags !== undefined,
      },
    ],
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": s3({
    operation: "PutBucketLifecycleConfiguration",
    fields: { rules: "LifecycleConfiguration.Rules" },
  }),
  "aws:s3/bucketLogging:BucketLogging": s3({
    operation: "PutBucketLogging",
    into: "BucketLoggingStatus.LoggingEnabled",
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": s3({
    operation: "PutBucketOwnershipControls",
    fields: { rule: "OwnershipControls.Rules" },
  }),
  "aws:s3/bucketPolicy:BucketPolicy": s3({
    operation: "PutBucketPolicy",
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": s3(
    { operation: "PutPublicAccessBlock", into: "PublicAccessBlockConfiguration" },
    { kept: ["skipDestroy"] },
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": s3({
    operation: "PutBucketEncryption",
    fields: { rules: "ServerSideEncryptionConfiguration.Rules" },
  }),
  "aws:s3/bucketVersioning:BucketVersioning": s3({ operation: "PutBucketVersioning" }),
  "aws:s3/bucketNotification:BucketNotification": s3({
    operation: "PutBucketNotificationConfiguration",
    into: "NotificationConfiguration",
    fields: {
      eventbridge: (on) => ({ NotificationConfiguration: on ? { EventBridgeConfiguration: {} } : {} }),
      queues: "NotificationConfiguration.QueueConfigurations",
      topics: "NotificationConfiguration.TopicConfigurations",
      lambdaFunctions: "NotificationConfiguration.LambdaFunctionConfigurations",
    },
  }),

  "aws:s3tables/tableBucket:TableBucket": {
    service: "s3tables",
    autoName: "name",
    kept: ["forceDestroy"],
    calls: [
      { operation: "CreateTableBucket" },
      {
        operation: "PutTableBucketMaintenanceConfiguration",
        takes: ["maintenanceConfiguration"],
        fields: {
          maintenanceConfiguration: ({ icebergUnreferencedFileRemoval: { status, settings } }) => ({
            type: "icebergUnreferencedFileRemoval",
            value: { status, settings: { icebergUnreferencedFileRemoval: settings } },
          }),
        },
        adds: ({ name, region = "eu-central-1" }) => ({
          tableBucketARN: `arn:aws:s3tables:${region}:123456789012:bucket/${name}`,
        }),
        when: ({ maintenanceConfiguration }) => maintenanceConfiguration !== undefined,
      },
    ],
  },
  "aws:s3tables/namespace:Namespace": { service: "s3tables", calls: [{ operation: "CreateNamespace" }] },
  "aws:s3tables/table:Table": { service: "s3tables", calls: [{ operation: "CreateTable" }] },
  "aws:s3tables/tableBucketPolicy:TableBucketPolicy": {
    service: "s3tables",
    calls: [{ operation: "PutTableBucketPolicy" }],
  },

  "aws:glue/catalogDatabase:CatalogDatabase": {
    service: "glue",
    calls: [{ operation: "CreateDatabase", into: "DatabaseInput" }],
  },
  "aws:glue/catalogTable:CatalogTable": {
    service: "glue",
    calls: [
      {
        operation: "CreateTable",
        into: "TableInput",
        fields: { name: "TableInput.Name", partitionIndices: "PartitionIndexes" },
      },
    ],
  },
  "aws:glue/registry:Registry": { service: "glue", calls: [{ operation: "CreateRegistry" }] },
  "aws:glue/schema:Schema": {
    service: "glue",
    calls: [{ operation: "CreateSchema", fields: { registryArn: "RegistryId.RegistryArn" } }],
  },

  "aws:athena/workgroup:Workgroup": {
    service: "athena",
    autoName: "name",
    kept: ["forceDestroy"],
    calls: [
      {
        operation: "CreateWorkGroup",
        fields: { "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn": "KmsKey" },
      },
      {
        operation: "UpdateWorkGroup",
        takes: ["state"],
        adds: ({ name }) => ({ WorkGroup: name }),
        when: ({ state }) => state !== undefined,
      },
    ],
  },
  "aws:athena/namedQuery:NamedQuery": {
    service: "athena",
    autoName: "name",
    calls: [{ operation: "CreateNamedQuery", fields: { query: "QueryString" } }],
  },
};
