/**
 * Ground for tables of Iceberg: a table bucket, a namespace, and the schemas that records are held against. The tables themselves are made by
 * what writes them, a Channel of MSK's Express brokers, which takes none that is there.
 * Source: Amazon MSK Developer Guide, "Data delivery to streaming tables for Apache Iceberg": prerequisites; 2026-11-27.
 */
import { Registry } from "@pulumi/aws/glue/registry.js";
import { Schema } from "@pulumi/aws/glue/schema.js";
import { Namespace } from "@pulumi/aws/s3tables/namespace.js";
import { TableBucket } from "@pulumi/aws/s3tables/tableBucket.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { SchemaCompatibility } from "../../kafka/cluster.ts";
import { databaseName, glueRegistryName, tableBucketName, tableName } from "./names.ts";

export interface TableTopic {
  /** Its name in Kafka. */
  topic: string;
  /** JSON Schema of its records' values, as text. A change is another version, which must be compatible. */
  schema: string;
  compatibility: SchemaCompatibility;
}

export interface LakeTablesArgs {
  /** First part of names, such as tributary-production. */
  prefix: string;
  /** ARN of the key that tables are encrypted with; its policy lets S3 Tables use it. */
  key: pulumi.Input<string>;
  /** By key. */
  topics: Record<string, TableTopic>;
  /** The table bucket cannot be deleted while it is true; else deleting it deletes its tables. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: { bucket?: Transform<ArgsOf<typeof TableBucket>>; schema?: Transform<ArgsOf<typeof Schema>> };
}

/** Glue's words for what a registry of Confluent's kind calls otherwise. */
const compatibilities: Record<SchemaCompatibility, string> = {
  NONE: "NONE",
  BACKWARD: "BACKWARD",
  BACKWARD_TRANSITIVE: "BACKWARD_ALL",
  FORWARD: "FORWARD",
  FORWARD_TRANSITIVE: "FORWARD_ALL",
  FULL: "FULL",
  FULL_TRANSITIVE: "FULL_ALL",
};

/** Days after which files that no snapshot needs are marked, and then deleted: what was deleted from a table is gone after both. */
const UNREFERENCED_DAYS = 3;
const NONCURRENT_DAYS = 10;

export class LakeTables extends TributaryComponent {
  static readonly token = "tributary:lake:LakeTables";
  /** ARN of the table bucket. */
  readonly bucket: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  /** By key: the name that its table is to have, and the ARN of its schema. */
  readonly topics: Record<string, { table: string; schema: pulumi.Output<string> }>;
  /** What writes to it depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: { bucket: TableBucket; namespace: Namespace; registry: Registry; schemas: Record<string, Schema> };

  constructor(name: string, args: LakeTablesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LakeTables.token, name, args, opts);
    const { prefix, key, topics, protection: protect, tags, transform } = args;
    const bucket = this.child(
      TableBucket,
      "bucket",
      {
        name: tableBucketName(prefix),
        encryptionConfiguration: { sseAlgorithm: "aws:kms", kmsKeyArn: key },
        forceDestroy: !protect,
        maintenanceConfiguration: {
          icebergUnreferencedFileRemoval: {
            status: "enabled",
            settings: { unreferencedDays: UNREFERENCED_DAYS, nonCurrentDays: NONCURRENT_DAYS },
          },
        },
        tags,
      },
      { protect },
      transform?.bucket,
    );
    const namespace = this.child(Namespace, "namespace", {
      tableBucketArn: bucket.arn,
      namespace: databaseName(prefix),
    });
    const registry = this.child(Registry, "registry", {
      registryName: glueRegistryName(prefix),
      description: "Schemas of the stack's tables of Iceberg.",
      tags,
    });
    const schemas = mapValues(topics, ({ topic, schema, compatibility }, of) =>
      this.child(
        Schema,
        `schema-${of}`,
        {
          registryArn: registry.arn,
          schemaName: of,
          description: `Values of the topic ${topic}.`,
          dataFormat: "JSON",
          schemaDefinition: schema,
          compatibility: compatibilities[compatibility],
          tags,
        },
        {},
        transform?.schema,
      ),
    );
    this.nodes = { bucket, namespace, registry, schemas };
    this.bucket = bucket.arn;
    this.namespace = namespace.namespace;
    this.topics = mapValues(schemas, (schema, of) => ({ table: tableName(of), schema: schema.arn }));
    this.ready = [namespace, ...Object.values(schemas)];
    this.finish({ bucket: this.bucket, namespace: this.namespace });
  }
}
