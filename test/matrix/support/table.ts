/** The tables of the matrix in RELIABILITY.md, from the rows that the tests left. */
import type { CommonRange } from "../../../app/src/kafka/api-guard.ts";
import { spoken } from "../../../app/src/kafka/api-versions.ts";
import { type Column, Results, tableOf } from "../../support/results.ts";
import { allSemantics, logins, releases } from "./cells.ts";
import type { Row } from "./row.ts";

export const results = new Results<Row>("matrix");

const count = (of: "in" | "out" | "dead" | "lost" | "duplicated" | "seconds"): Column<Row> => ({
  title: of,
  of: (row) => row[of],
  align: "right",
});
const rowColumns: Column<Row>[] = [
  { title: "broker", of: ({ broker }) => broker },
  { title: "login", of: ({ login }) => login },
  { title: "semantics", of: ({ semantics }) => semantics },
  count("in"),
  count("out"),
  count("dead"),
  count("lost"),
  count("duplicated"),
  count("seconds"),
];

/** "3-13 (7)": what the broker speaks, and what is used. */
export const versionsOf = ({ min, max, used }: CommonRange): string => `${min}-${max} (${used})`;

/** Markdown: the rows, and what the guard saw of each release that has any. */
export function tables(rows: readonly Row[]): string {
  const seen = releases
    .map((release) => ({ release, apis: apisOf(rows.filter(({ broker }) => broker === release)) }))
    .filter(({ apis }) => apis.size > 0);
  if (seen.length === 0) return tableOf(rowColumns, rows);
  const columns: Column<string>[] = [
    { title: "API", of: (name) => name },
    ...seen.map(({ release, apis }) => ({ title: release, of: (name: string) => apis.get(name) ?? "" })),
  ];
  return `${tableOf(rowColumns, rows)}\n\n${tableOf(columns, Object.keys(spoken))}`;
}

/** By name; which are used depends on the login. */
function apisOf(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.flatMap(({ apis }) => apis.map((range) => [range.api, versionsOf(range)] as const)));
}

/** Prints the tables; they go to RELIABILITY.md when every cell, and the upgrade in each semantics, has its row. */
export function writeTable(): void {
  const rows = results.rows();
  if (rows.length === 0) return;
  process.stdout.write(`\n${tables(rows)}\n\n`);
  if (rows.length === (releases.length * logins.length + 1) * allSemantics.length) results.write(tables(rows));
}
