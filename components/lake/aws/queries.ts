/** Queries to begin with, a few for each topic: they say how partitions are asked for, which is what a query costs. */
import { partitionKeys } from "./layout.ts";
import { tableName } from "./names.ts";
import type { TableSpec } from "./table.ts";

export interface Query {
  /** Part of its logical name. */
  role: string;
  name: string;
  description: string;
  sql: string;
}

const [day, hour] = partitionKeys;
const today = "date_format(now() AT TIME ZONE 'UTC', '%Y-%m-%d')";
const weekAgo = "date_format(now() AT TIME ZONE 'UTC' - INTERVAL '7' DAY, '%Y-%m-%d')";

export function queriesOf({ key, topic, columns: { columns } }: TableSpec): Query[] {
  const table = `"${tableName(key)}"`;
  const grouped = columns.find(({ type }) => type === "string");
  return [
    {
      role: "latest",
      name: `${tableName(key)}: today`,
      description: `Records of the topic ${topic} that were written today; only today's objects are read.`,
      sql: `SELECT * FROM ${table}\nWHERE ${day} = ${today}\nLIMIT 100`,
    },
    {
      role: "hourly",
      name: `${tableName(key)}: records an hour`,
      description: `How many records of the topic ${topic} were written in each hour of the last seven days.`,
      sql: [
        `SELECT ${day}, ${hour}, count(*) AS records FROM ${table}`,
        `WHERE ${day} >= ${weekAgo}`,
        `GROUP BY ${day}, ${hour}\nORDER BY ${day}, ${hour}`,
      ].join("\n"),
    },
    ...(grouped === undefined
      ? []
      : [
          {
            role: "distinct",
            name: `${tableName(key)}: different ${grouped.name}`,
            description: `About how many different values ${grouped.name} has had on each of the last seven days.`,
            sql: [
              `SELECT ${day}, approx_distinct("${grouped.name}") AS different FROM ${table}`,
              `WHERE ${day} >= ${weekAgo}\nGROUP BY ${day}\nORDER BY ${day}`,
            ].join("\n"),
          },
        ]),
  ];
}
