/** Columns of a topic's table, compiled from the topic's schema. */
import type { SchemaSpec } from "../../../registry/contract.ts";
import { partitionKeys } from "../layout.ts";
import { fieldsOfAvro } from "./avro.ts";
import { fieldsOfJsonSchema } from "./json-schema.ts";
import { typeText } from "./types.ts";

export interface Column {
  name: string;
  /** As Glue writes it, such as array<string>. */
  type: string;
  comment?: string;
}

export interface TableColumns {
  /** Empty: nothing is known of the records, so that a line is read as it is. */
  columns: Column[];
  /** Paths of keys that are in the records and in no column: names that Athena has no column for or the table takes, and values of any type. */
  without: string[];
}

/** AWS Glue API reference, Column: Type at most 131072 characters, Comment at most 255 on one line. */
const LONGEST = { type: 131_072, comment: 255 };

const taken = new Set<string>(partitionKeys);

/** @param schema of the records' values; its text is JSON, as the settings' checks have seen */
export function columnsOf(schema: Pick<SchemaSpec, "schemaType" | "schema"> | undefined): TableColumns {
  if (schema === undefined) return { columns: [], without: [] };
  const without: string[] = [];
  const root = JSON.parse(schema.schema);
  const fields = schema.schemaType === "AVRO" ? fieldsOfAvro(root, without) : fieldsOfJsonSchema(root, without);
  const columns = (fields ?? []).flatMap(({ key, name, type, comment }): Column[] => {
    const of = typeText(type);
    if (of.length > LONGEST.type || taken.has(name)) {
      without.push(key);
      return [];
    }
    return [{ name, type: of, ...(comment === undefined ? {} : { comment: oneLine(comment) }) }];
  });
  return { columns, without };
}

function oneLine(comment: string): string {
  const line = comment.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST.comment ? `${line.slice(0, LONGEST.comment - 3)}...` : line;
}
