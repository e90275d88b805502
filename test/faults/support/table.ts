/** The table of faults in RELIABILITY.md, from the rows that the tests left. */
import { type Column, Results, tableOf } from "../../support/results.ts";
import { faults } from "../list/index.ts";
import { allSemantics } from "./configs.ts";
import type { Row } from "./fault.ts";

export const results = new Results<Row>("faults");

const count = (of: "rounds" | "in" | "out" | "dead" | "lost" | "excused" | "duplicated"): Column<Row> => ({
  title: of,
  of: (row) => row[of],
  align: "right",
});
const columns: Column<Row>[] = [
  { title: "fault", of: ({ id }) => id },
  { title: "what happens", of: ({ name }) => name },
  { title: "semantics", of: ({ semantics }) => semantics },
  count("rounds"),
  count("in"),
  count("out"),
  count("dead"),
  count("lost"),
  count("excused"),
  count("duplicated"),
  { title: "recovery, s", of: ({ recoveryMs }) => (recoveryMs / 1_000).toFixed(1), align: "right" },
];

/** R2 before R10, R8a before R8b, at-least-once before exactly-once. */
function compare(one: Row, other: Row): number {
  const byNumber = Number.parseInt(one.id.slice(1), 10) - Number.parseInt(other.id.slice(1), 10);
  return byNumber || one.id.localeCompare(other.id) || one.semantics.localeCompare(other.semantics);
}

/** Markdown; rows in the order of their numbers. */
export function table(rows: readonly Row[]): string {
  return tableOf(columns, [...rows].sort(compare));
}

/** Prints the table; it goes to RELIABILITY.md when every fault that can be run here has its row: one that failed has none. */
export function writeTable(): void {
  const rows = results.rows();
  if (rows.length === 0) return;
  process.stdout.write(`\n${table(rows)}\n\n`);
  const wanted = faults
    .filter(({ missing }) => !missing)
    .flatMap(({ id, options }) => (options?.semantics ?? allSemantics).map((semantics) => `${id} ${semantics}`));
  const there = new Set(rows.map(({ id, semantics }) => `${id} ${semantics}`));
  if (wanted.every((row) => there.has(row))) results.write(table(rows));
}
