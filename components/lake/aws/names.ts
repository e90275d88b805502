/** Names as the services of the lake take them, never longer than they may be. */
import { createHash } from "node:crypto";

/** A text as it is, or its beginning and eight digits of its checksum when it is too long. */
export function fitted(name: string, longest: number, separator = "-"): string {
  if (name.length <= longest) return name;
  const digits = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longest - digits.length - 1).replace(/[-_]+$/, "")}${separator}${digits}`;
}

/** First part of a bucket's name: S3 knows 63 characters, of which the provider takes 26 for its own (docs of aws.s3.Bucket, bucketPrefix). */
export const bucketPrefix = (prefix: string): string => `${fitted(slug(`${prefix}-lake`), 36)}-`;

/** Athena knows small letters, digits and _ in databases and tables (Amazon Athena User Guide, "Name databases, tables, and columns"). */
export const databaseName = (prefix: string): string => fitted(identifier(prefix), 255, "_");
/** Two keys may give the same name: the settings' check refuses that. */
export const tableName = (key: string): string => identifier(key);

/** Athena API reference, CreateWorkGroup: letters, digits, . _ and -, at most 128. */
export const workgroupName = (prefix: string, role?: string): string =>
  fitted([slug(prefix), "lake", ...(role === undefined ? [] : [slug(role)])].join("-"), 128);

/** IAM API reference, CreateRole: at most 64. */
export const readerRoleName = (prefix: string, reader: string): string =>
  fitted(`${slug(prefix)}-lake-${slug(reader)}`, 64);

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

const identifier = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
