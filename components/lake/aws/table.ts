/** A topic's table in Glue's catalog: external, of lines of JSON, its partitions computed, so that nothing has to crawl the bucket. */
import type { CatalogTableArgs } from "@pulumi/aws/glue/catalogTable.js";
import * as pulumi from "@pulumi/pulumi";
import type { TableColumns } from "./columns/index.ts";
import { partitionKeys, topicPrefix } from "./layout.ts";
import { tableName } from "./names.ts";

export interface TableSpec {
  /** The topic's key in the settings. */
  key: string;
  /** Its name in Kafka. */
  topic: string;
  columns: TableColumns;
  retentionDays: number;
  /** Its records tell of persons. */
  personalData: boolean;
}

/** Of a line whose keys are not known: without a separator in it, all of it is one column. */
const wholeLine = {
  columns: [{ name: "record", type: "string" }],
  library: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
};
/** Not OpenX's, whose answers may differ from time to time (Amazon Athena User Guide, "OpenX JSON SerDe"). */
const json = "org.apache.hive.hcatalog.data.JsonSerDe";

export function tableArgs(
  { key, topic, columns: { columns, without }, retentionDays, personalData }: TableSpec,
  database: pulumi.Input<string>,
  bucket: pulumi.Input<string>,
): CatalogTableArgs {
  const location = pulumi.interpolate`s3://${bucket}/${topicPrefix(key)}`;
  const { columns: read, library } = columns.length > 0 ? { columns, library: json } : wholeLine;
  const [day, hour] = partitionKeys;
  return {
    name: tableName(key),
    databaseName: database,
    description: `Records of the topic ${topic}.`,
    tableType: "EXTERNAL_TABLE",
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      "projection.enabled": "true",
      [`projection.${day}.type`]: "date",
      [`projection.${day}.format`]: "yyyy-MM-dd",
      // Objects go at the midnight after their last day.
      [`projection.${day}.range`]: `NOW-${retentionDays + 1}DAYS,NOW`,
      [`projection.${day}.interval`]: "1",
      [`projection.${day}.interval.unit`]: "DAYS",
      [`projection.${hour}.type`]: "integer",
      [`projection.${hour}.range`]: "0,23",
      [`projection.${hour}.digits`]: "2",
      "storage.location.template": pulumi.interpolate`${location}${day}=\${${day}}/${hour}=\${${hour}}/`,
      "tributary.topic": topic,
      "tributary.personal-data": String(personalData),
      ...(without.length === 0 ? {} : { "tributary.without": without.join(" ") }),
    },
    partitionKeys: [
      { name: day, type: "string", comment: "Day of the writing, in UTC." },
      { name: hour, type: "int", comment: "Hour of the writing, 0 to 23 in UTC." },
    ],
    storageDescriptor: {
      location,
      inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
      outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      columns: read,
      serDeInfo: { serializationLibrary: library, parameters: { "serialization.format": "1" } },
    },
  };
}
