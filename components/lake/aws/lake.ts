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
import * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { AwsLakeArgs, LakeReader, LakeTopic } from "./args.ts";
import { columnsOf } from "./columns/index.ts";
import { guardsOf } from "./guards.ts";
import { errorPrefix, resultPrefix, topicPrefix } from "./layout.ts";
import { bucketPrefix, databaseName, readerRoleName, workgroupName } from "./names.ts";
import { queriesOf } from "./queries.ts";
import { type LakeArns, readerPolicy, readerTrust } from "./rights.ts";
import { type TableSpec, tableArgs } from "./table.ts";

/** The stack's own people, with the rights that they have anyway. */
const OPERATORS = "operators";
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
    const guards = guardsOf(this.child.bind(this) as typeof this.child, bucket, args);
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
