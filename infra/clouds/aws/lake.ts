/** The data lake of a stack on AWS. */
import type * as pulumi from "@pulumi/pulumi";
import type { LakeReader, LakeTopic } from "../../../components/lake/aws/args.ts";
import type { AwsLake } from "../../../components/lake/aws/lake.ts";
import type { LakeTables, TableTopic } from "../../../components/lake/aws/tables.ts";
import { names, project } from "../../naming.ts";
import type { LakeOutputs } from "../../outputs.ts";
import { schemasOf } from "../../schemas.ts";
import type { AwsLakeKeys } from "../../settings/keys/lake.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

const GIB = 1024 ** 3;

/**
 * @param key ARN of the stack's key for data
 * @returns undefined: no topic has a place in it
 */
export async function lakeOf(
  settings: AwsSettings,
  stack: string,
  key: pulumi.Input<string>,
  opts?: pulumi.ComponentResourceOptions,
): Promise<AwsLake | undefined> {
  const { lake, aws, environment } = settings;
  if (Object.keys(lake.topics).length === 0) return undefined;
  const { AwsLake: Lake } = await import("../../../components/lake/aws/lake.ts");
  const { athena, accessLogs, versionDays } = lake;
  return new Lake(
    names.lake,
    {
      prefix: `${project}-${stack}`,
      region: aws.region,
      key,
      topics: topicsOf(settings),
      readers: readersOf(settings),
      noncurrentDays: versionDays,
      resultDays: athena.resultDays,
      bytesCutoff: athena.bytesCutoffGi * GIB,
      ...(accessLogs && { accessLogs: { prefix: `lake/${stack}/`, ...accessLogs } }),
      protection: environment === "production",
      tags: tagsOf(settings, stack),
    },
    opts,
  );
}

/**
 * @param key ARN of the stack's key for data
 * @returns undefined: no topic is to be a table of Iceberg
 */
export async function lakeTablesOf(
  settings: AwsSettings,
  stack: string,
  key: pulumi.Input<string>,
  opts?: pulumi.ComponentResourceOptions,
): Promise<LakeTables | undefined> {
  const { lake, kafka, environment } = settings;
  if (lake.iceberg.topics.length === 0) return undefined;
  const { LakeTables: Tables } = await import("../../../components/lake/aws/tables.ts");
  const schemas = schemasOf(kafka.topics);
  const topics = lake.iceberg.topics.map((of): [string, TableTopic] => {
    // The settings' checks have seen that it has one.
    const { name = of, schema } = kafka.topics[of]!;
    const { compatibility } = schema!;
    return [of, { topic: name, schema: schemas[`${of}-value`]!.schema, compatibility }];
  });
  return new Tables(
    names.lakeTables,
    {
      prefix: `${project}-${stack}`,
      key,
      topics: Object.fromEntries(topics),
      protection: environment === "production",
      tags: tagsOf(settings, stack),
    },
    opts,
  );
}

/** @returns undefined: there is neither */
export function lakeOutputs(lake: AwsLake | undefined, tables?: LakeTables): LakeOutputs | undefined {
  if (!lake && !tables) return undefined;
  return {
    bucket: lake?.bucket.name ?? null,
    database: lake?.database.name ?? null,
    topics: lake?.topics ?? {},
    workgroups: lake?.workgroups ?? {},
    readers: lake?.readers ?? {},
    iceberg: tables ? { bucket: tables.bucket, namespace: tables.namespace, topics: tables.topics } : null,
  };
}

function topicsOf({ lake, kafka }: AwsSettings): Record<string, LakeTopic> {
  const schemas = schemasOf(kafka.topics);
  return Object.fromEntries(
    Object.entries(lake.topics).map(([key, own]) => {
      const { name = key, personalData = false } = kafka.topics[key]!;
      const schema = schemas[`${key}-value`];
      return [
        key,
        {
          topic: name,
          ...(schema && { schema: { schemaType: schema.schemaType, schema: schema.schema } }),
          retentionDays: own.retentionDays ?? lake.retentionDays,
          transitions: transitionsOf(own, lake),
          personalData,
        },
      ];
    }),
  );
}

/** What is said for a topic counts before what is said for all. */
function transitionsOf(own: Partial<AwsLakeKeys>, all: AwsLakeKeys): NonNullable<LakeTopic["transitions"]> {
  const infrequent = own.infrequentAfterDays ?? all.infrequentAfterDays;
  const archive = own.archiveAfterDays ?? all.archiveAfterDays;
  return { ...(infrequent === undefined ? {} : { infrequent }), ...(archive === undefined ? {} : { archive }) };
}

/** Topics with personal data are read by those alone who name them. */
function readersOf({ lake, kafka }: AwsSettings): Record<string, LakeReader> {
  const open = Object.keys(lake.topics).filter((key) => kafka.topics[key]?.personalData !== true);
  return Object.fromEntries(
    Object.entries(lake.readers).map(([name, { principals, topics = open }]) => [name, { principals, topics }]),
  );
}
