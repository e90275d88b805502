/** What a data lake is told. */
import type { Workgroup } from "@pulumi/aws/athena/workgroup.js";
import type { CatalogDatabase } from "@pulumi/aws/glue/catalogDatabase.js";
import type { CatalogTable } from "@pulumi/aws/glue/catalogTable.js";
import type { Role } from "@pulumi/aws/iam/role.js";
import type { Bucket } from "@pulumi/aws/s3/bucket.js";
import type { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import type { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import type { SchemaSpec } from "../../registry/contract.ts";
import type { Transitions } from "./storage-classes.ts";

export interface LakeTopic {
  /** Its name in Kafka. */
  topic: string;
  /** Of its records' values. Default: nothing is known of them, and a table has one column, `record`. */
  schema?: Pick<SchemaSpec, "schemaType" | "schema">;
  /** Days that its objects are kept. A shorter time deletes older ones at the next midnight in UTC. */
  retentionDays: number;
  /** Days after which objects go to cheaper storage. Default: 30 and 90, where it is worth it. */
  transitions?: Transitions;
  /** Its records tell of persons. */
  personalData: boolean;
}

export interface LakeReader {
  /** ARNs of roles or accounts that may become it. */
  principals: string[];
  /** Keys of the topics that it may read. */
  topics: string[];
}

export interface AwsLakeArgs {
  /** First part of names, such as tributary-production. */
  prefix: string;
  region: string;
  /** ARN of the key that everything is encrypted with. */
  key: pulumi.Input<string>;
  /** By key. One that goes takes its table with it; its objects stay until they are deleted, without a rule for their age. */
  topics: Record<string, LakeTopic>;
  /** By name. Each gets a role and a workgroup of its own, so that none sees another's results. */
  readers: Record<string, LakeReader>;
  /** Days that a replaced or deleted version of an object can be had back. */
  noncurrentDays: number;
  /** Days that answers to queries are kept. */
  resultDays: number;
  /** bytes that one query may read; one that would read more is ended. At least 10485760. */
  bytesCutoff: number;
  /** A bucket that is there, for one line for each request. Default: none are kept. */
  accessLogs?: { bucket: pulumi.Input<string>; prefix: string };
  /** The bucket and the catalog cannot be deleted while it is true; else deleting the bucket deletes what is in it. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: {
    bucket?: Transform<ArgsOf<typeof Bucket>>;
    lifecycle?: Transform<ArgsOf<typeof BucketLifecycleConfiguration>>;
    policy?: Transform<ArgsOf<typeof BucketPolicy>>;
    database?: Transform<ArgsOf<typeof CatalogDatabase>>;
    table?: Transform<ArgsOf<typeof CatalogTable>>;
    workgroup?: Transform<ArgsOf<typeof Workgroup>>;
    role?: Transform<ArgsOf<typeof Role>>;
  };
}
