/** Names of the lake's parts. */
import { fitted } from "../../aws/names.ts";

/** Athena knows small letters, digits and _ in databases and tables (Amazon Athena User Guide, "Name databases, tables, and columns"). */
export const databaseName = (prefix: string): string => identifier(prefix);
/** Two keys may give the same name: the settings' check refuses that. */
export const tableName = (key: string): string => identifier(key);

/** First part of the bucket's name, which is known in all of AWS. */
export const bucketPrefix = (prefix: string): string => `${fitted("bucketPrefix", prefix, "lake")}-`;
export const workgroupName = (prefix: string, group: string): string => fitted("workgroup", prefix, "lake", group);
export const readerRoleName = (prefix: string, reader: string): string => fitted("role", prefix, "lake", reader);

export const tableBucketName = (prefix: string): string => fitted("bucket", prefix, "tables");
export const glueRegistryName = (prefix: string): string => fitted("glueRegistry", prefix, "lake");

const identifier = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
