/** The tables of the matrix in RELIABILITY.md, from the rows that the tests left. */
import { type Column, Results, tableOf } from "../../support/results.ts";
import { allSemantics, logins, releases } from "./cells.ts";
import type { Api, Row } from "./row.ts";

export const results = new Results<Row>("matrix");

const count = (of: "in" | "out" | "dead" | "lost" | "duplicated" | "seconds"): Column<Row> => ({
  title: of,
  of: (row) => row[of],
  align: "right",
});
const columns: Column<Row>[] = [
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
export const versionsOf = ({ min, max, used }: Api): string => `${min}-${max} (${used})`;

/** Markdown: the rows, and what the guard of API versions saw of each release. */
export function tables(rows: readonly Row[]): string {
  const seen = new Map(releases.map((release) => [release, rows.find(({ broker }) => broker === release)?.apis ?? []]));
  const apis: Column<Api>[] = [
    { title: "API", of: ({ name }) => name },
    { title: "newest of the application", of: ({ newest }) => newest, align: "right" },
    ...[...seen].map(([release, found]) => ({
      title: release,
      of: ({ name }: Api) =>
        found
          .filter((api) => api.name === name)
          .map(versionsOf)
          .join(),
    })),
  ];
  return `${tableOf(columns, rows)}\n\n${tableOf(apis, seen.get(releases[0]) ?? [])}`;
}

/** Prints the tables; they go to RELIABILITY.md when every cell, and the upgrade in each semantics, has its row. */
export function writeTable(): void {
  const rows = results.rows();
  if (rows.length === 0) return;
  process.stdout.write(`\n${tables(rows)}\n\n`);
  if (rows.length === (releases.length * logins.length + 1) * allSemantics.length) results.write(tables(rows));
}
