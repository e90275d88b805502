/**
 * The ground of a data lake on AWS: a bucket for the records of topics, a catalog that knows their columns, and Athena to ask with.
 * What moves records into it is somebody else: it gets a role of its own (writerPolicy) and writes where layout.ts says.
 */
import { NamedQuery } from "@pulumi/aws/athena/namedQuery.js";
import { Workgroup } from "@pulumi/aws/athena/workgroup.js";
import { CatalogDatabase } from "@pulumi/aws/glue/catalogDatabase.js";
import { CatalogTable } from "@pulumi/aws/glue/catalogTable.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { SchemaSpec } from "../../registry/contract.ts";
import { bucketPolicy } from "./bucket-policy.ts";
import { columnsOf } from "./columns/index.ts";
import { errorPrefix, resultPrefix, topicPrefix } from "./layout.ts";
import { lifecycleRules } from "./lifecycle.ts";
import { bucketPrefix, databaseName, readerRoleName, workgroupName } from "./names.ts";
import { queriesOf } from "./queries.ts";
import { type LakeArns, readerPolicy, readerTrust } from "./rights.ts";
import type { Transitions } from "./storage-classes.ts";
import { type TableSpec, tableArgs } from "./table.ts";

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
  accessLogs?: { bucket: string; prefix: string };
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

/** The stack's own people, with the rights that they have anyway. */
const OPERATORS = "operators";
/** Days that what could not be delivered is kept: as long as somebody may look into it. */
const ERROR_DAYS = 30;

export class AwsLake extends TributaryComponent {
  static readonly token = "tributary:lake:AwsLake";
  /** Name and ARN of the bucket; both are known when it refuses what it must. */
  readonly bucket: { name: pulumi.Output<string>; arn: pulumi.Output<string> };
  readonly database: { name: pulumi.Output<string>; arn: pulumi.Output<string> };
  /** By key: its table, and where its objects lie. */
  readonly topics: Record<string, { table: pulumi.Output<string>; prefix: string }>;
  /** By name, `operators` among them. */
  readonly workgroups: Record<string, pulumi.Output<string>>;
  /** By name: the role that its principals become. */
  readonly readers: Record<string, pulumi.Output<string>>;
  /** Where what could not be delivered lies. */
  readonly errorPrefix = errorPrefix;
  /** What writes to it depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: {
    bucket: Bucket;
    guards: Record<string, pulumi.CustomResource>;
    database: CatalogDatabase;
    tables: Record<string, CatalogTable>;
    workgroups: Record<string, Workgroup>;
    queries: Record<string, NamedQuery>;
    readers: Record<string, Role>;
    rights: Record<string, RolePolicy>;
  };
  readonly #args: AwsLakeArgs;

  constructor(name: string, args: AwsLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AwsLake.token, name, args, opts);
    this.#args = args;
    const { prefix, protection: protect, tags, topics, readers, transform } = args;

    const bucket = this.child(
      Bucket,
      "bucket",
      { bucketPrefix: bucketPrefix(prefix), forceDestroy: !protect, tags },
      { protect },
      transform?.bucket,
    );
    const guards = this.#guards(bucket);
    const within = { dependsOn: Object.values(guards) };
    const database = this.child(
      CatalogDatabase,
      "database",
      { name: databaseName(prefix), description: "Records of the stack's topics.", tags },
      { protect },
      transform?.database,
    );
    const specs = mapValues(topics, specOf);
    const tables = mapValues(specs, (spec, key) =>
      this.child(CatalogTable, `table-${key}`, tableArgs(spec, database.name, bucket.bucket), {}, transform?.table),
    );
    const workgroups = mapValues({ [OPERATORS]: null, ...readers }, (_, group) =>
      this.#workgroup(group, bucket, within),
    );
    const queries = Object.fromEntries(
      Object.values(specs).flatMap((spec) =>
        queriesOf(spec).map(({ role, name: title, description, sql }) => {
          const query = { name: title, description, query: sql, database: database.name };
          const workgroup = workgroups[OPERATORS]!.id;
          return [`${spec.key}-${role}`, this.child(NamedQuery, `query-${spec.key}-${role}`, { ...query, workgroup })];
        }),
      ),
    );
    const roles = mapValues(readers, ({ principals }, reader) =>
      this.child(
        Role,
        `reader-${reader}`,
        {
          name: readerRoleName(prefix, reader),
          description: "Reads topics of the lake by Athena.",
          assumeRolePolicy: JSON.stringify(readerTrust(principals)),
          tags,
        },
        {},
        transform?.role,
      ),
    );
    const arns = pulumi.output({ bucket: bucket.arn, key: args.key, database: database.arn });
    const rights = mapValues(readers, (reader, of) => this.#rights(of, reader, roles[of]!, workgroups[of]!, arns));

    this.nodes = { bucket, guards, database, tables, workgroups, queries, readers: roles, rights };
    this.bucket = { name: bucket.bucket, arn: bucket.arn };
    this.database = { name: database.name, arn: database.arn };
    this.topics = mapValues(tables, (table, key) => ({ table: table.name, prefix: topicPrefix(key) }));
    this.workgroups = mapValues(workgroups, (group) => group.name);
    this.readers = mapValues(roles, (role) => role.arn);
    this.ready = [bucket, ...Object.values(guards), ...Object.values(tables)];
    this.finish({ bucket: this.bucket.name, database: this.database.name });
  }

  /** What makes the bucket private, encrypted and tidy. */
  #guards(bucket: Bucket): Record<string, pulumi.CustomResource> {
    const { key, accessLogs, topics, noncurrentDays, resultDays, transform } = this.#args;
    const of = { bucket: bucket.bucket };
    const access = this.child(BucketPublicAccessBlock, "access", {
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = this.child(BucketOwnershipControls, "ownership", {
      ...of,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const versioning = this.child(BucketVersioning, "versions", {
      ...of,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = this.child(BucketServerSideEncryptionConfiguration, "encryption", {
      ...of,
      // One request to the key for many objects instead of one for each.
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
          bucketKeyEnabled: true,
        },
      ],
    });
    const policy = this.child(
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
    const lifecycle = this.child(
      BucketLifecycleConfiguration,
      "lifecycle",
      { ...of, rules: lifecycleRules(spec), transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
      // Rules for former versions say something only where there are versions.
      { dependsOn: [versioning] },
      transform?.lifecycle,
    );
    const logging = accessLogs && {
      logging: this.child(BucketLogging, "logging", {
        ...of,
        targetBucket: accessLogs.bucket,
        targetPrefix: accessLogs.prefix,
      }),
    };
    return { access, ownership, versioning, encryption, policy, lifecycle, ...logging };
  }

  /** Nobody's own settings count: where results go, how they are encrypted and how much is read says the workgroup. */
  #workgroup(group: string, bucket: Bucket, within: pulumi.CustomResourceOptions): Workgroup {
    const { prefix, key, bytesCutoff, tags, transform } = this.#args;
    return this.child(
      Workgroup,
      `workgroup-${group}`,
      {
        name: workgroupName(prefix, group),
        description: "Questions to the lake.",
        // What it forgets are the questions that were asked.
        forceDestroy: true,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: bytesCutoff,
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${bucket.bucket}/${resultPrefix(group)}`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: key },
          },
        },
        tags,
      },
      within,
      transform?.workgroup,
    );
  }

  #rights(
    reader: string,
    { topics }: LakeReader,
    role: Role,
    workgroup: Workgroup,
    arns: pulumi.Output<LakeArns>,
  ): RolePolicy {
    const { region } = this.#args;
    const policy = pulumi
      .all([arns, workgroup.arn])
      .apply(([of, arn]) => JSON.stringify(readerPolicy(of, region, topics, { arn, results: reader })));
    return this.child(RolePolicy, `rights-${reader}`, { role: role.name, policy });
  }
}

function specOf({ topic, schema, retentionDays, personalData }: LakeTopic, key: string): TableSpec {
  return { key, topic, columns: columnsOf(schema), retentionDays, personalData };
}
