/**
 * What a channel may do, as AWS' guide has it (msk-data-delivery-s3-iam-service-role and msk-data-delivery-iceberg-iam-service-role,
 * 2026-11-27): of the destination, of the bucket for what could not be delivered, and nothing else.
 */
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyOf, trustOf } from "../../aws/policy.ts";

export interface Delivery {
  destination: S3Delivery | IcebergDelivery;
  /** Where records go that could not be delivered: AWS wants one. `bucket` is an ARN, as everywhere here. */
  deadLetters: { bucket: pulumi.Input<string>; prefix?: string };
  /** Keys of the buckets, where they have keys of one's own. Default: none. */
  bucketKeys?: pulumi.Input<string>[];
}

export interface S3Delivery {
  type: "s3";
  bucket: pulumi.Input<string>;
  prefix?: string;
  /** The rest of an object's key, with AWS' variables. Default: AWS' own. */
  keyTemplate?: string;
  format: "BYTE_ARRAY" | "STRING" | "JSON";
  compression: "NONE" | "GZIP" | "ZSTD";
  storageClass: "STANDARD" | "INTELLIGENT_TIERING" | "GLACIER_IR";
}

export interface IcebergDelivery {
  type: "iceberg";
  /** ARN of a bucket of S3 Tables, of the cluster's region. */
  tableBucket: pulumi.Input<string>;
  database: pulumi.Input<string>;
  table: string;
  /** ARN of a JSON schema of Glue. */
  schema: pulumi.Input<string>;
  /** A field with a time stamp. Default: not partitioned. */
  partitionBy?: string;
}

/** Only channels of the cluster's account and region become it. */
export function deliveryTrust(clusterArn: pulumi.Input<string>): PolicyDocument {
  const account = pulumi.output(clusterArn).apply((arn) => arn.split(":")[4] ?? "");
  const channels = pulumi.output(clusterArn).apply((arn) => `${arn.split(":").slice(0, 5).join(":")}:channel/*`);
  return trustOf("kafka.amazonaws.com", account, channels);
}

export function deliveryPolicy(
  { destination, deadLetters, bucketKeys = [] }: Delivery,
  clusterArn: pulumi.Input<string>,
): PolicyDocument {
  const region = pulumi.output(clusterArn).apply((arn) => arn.split(":")[3] ?? "");
  const services = (destination.type === "s3" ? ["s3"] : ["s3", "s3tables"]).map(
    (service) => pulumi.interpolate`${service}.${region}.amazonaws.com`,
  );
  return policyOf(
    ...(destination.type === "s3" ? objects(destination) : tables(destination)),
    {
      Sid: "DeadLetters",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:PutObject", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: [deadLetters.bucket, pulumi.interpolate`${deadLetters.bucket}/${deadLetters.prefix ?? ""}*`],
    },
    ...(bucketKeys.length === 0
      ? []
      : [
          {
            Sid: "KeysOfBuckets",
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: bucketKeys,
            Condition: { StringEquals: { "kms:ViaService": services } },
          },
        ]),
  );
}

function objects({ bucket, prefix = "" }: S3Delivery) {
  return [
    {
      Sid: "Bucket",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation"],
      Resource: [bucket],
    },
    {
      Sid: "Objects",
      Effect: "Allow",
      // AWS' guide names s3:UploadPart and the like, too, which are no actions of IAM: s3:PutObject allows them.
      Action: ["s3:PutObject", "s3:ListMultipartUploadParts"],
      Resource: [pulumi.interpolate`${bucket}/${prefix}*`],
    },
  ];
}

function tables({ tableBucket, schema }: IcebergDelivery) {
  // arn:aws:glue:REGION:ACCOUNT:schema/REGISTRY/NAME -> the registry's own
  const registry = pulumi.output(schema).apply((arn) => arn.replace(/:schema\/([^/]+)\/.*$/, ":registry/$1"));
  return [
    {
      Sid: "Tables",
      Effect: "Allow",
      Action: [
        "s3tables:CreateNamespace",
        "s3tables:CreateTable",
        "s3tables:GetTable",
        "s3tables:GetTableBucket",
        "s3tables:GetTableData",
        "s3tables:GetTableMetadataLocation",
        "s3tables:PutTableData",
        "s3tables:PutTableEncryption",
        "s3tables:PutTableRecordExpirationConfiguration",
        "s3tables:TagResource",
        "s3tables:UpdateTableMetadataLocation",
      ],
      Resource: [tableBucket, pulumi.interpolate`${tableBucket}/table/*`],
    },
    {
      Sid: "Schema",
      Effect: "Allow",
      Action: [
        "glue:GetRegistry",
        "glue:GetSchema",
        "glue:GetSchemaByDefinition",
        "glue:GetSchemaVersion",
        "glue:ListRegistries",
        "glue:ListSchemas",
      ],
      Resource: [registry, schema],
    },
  ];
}
