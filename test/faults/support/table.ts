/** The table of faults in RELIABILITY.md, from the rows that the tests left. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import { faults } from "../list/index.ts";
import { type Row, resultsFolder } from "./fault.ts";

const BEGIN = "<!-- faults: written by npm run test:faults -->";
const END = "<!-- /faults -->";

const numberOf = ({ id }: Row): number => Number(id.slice(1));

/** Markdown; rows in the order of their numbers. */
export function table(rows: readonly Row[]): string {
  const lines = [...rows]
    .sort((one, other) => numberOf(one) - numberOf(other) || one.semantics.localeCompare(other.semantics))
    .map((row) => [row.id, row.name, row.semantics, row.rounds, row.in, row.out, row.dead, row.lost, row.duplicated]);
  return [
    ["fault", "what happens", "semantics", "rounds", "in", "out", "dead", "lost", "duplicated"],
    ["---", "---", "---", "--:", "--:", "--:", "--:", "--:", "--:"],
    ...lines,
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** @throws Error when the page has no place for the table */
export function withTable(page: string, rows: readonly Row[]): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`RELIABILITY.md has no lines "${BEGIN}" and "${END}".`);
  return `${page.slice(0, begin + BEGIN.length)}\n${table(rows)}\n${page.slice(end)}`;
}

/** Before a run: what an earlier one left is no result of this one. */
export function forgetRows(): void {
  rmSync(resultsFolder, { recursive: true, force: true });
}

/** Writes the table of this run when every fault has its row; one that failed has none, and then the page stays as it is. */
export function writeTable(): void {
  if (!existsSync(resultsFolder)) return;
  const files = readdirSync(resultsFolder).filter((name) => name.endsWith(".json"));
  // R11 has a test of its own.
  if (files.length < faults.length + 1) return;
  const rows = files.map((name) => JSON.parse(readFileSync(join(resultsFolder, name), "utf8")) as Row);
  const page = join(projectRoot, "RELIABILITY.md");
  writeFileSync(page, withTable(readFileSync(page, "utf8"), rows));
  process.stdout.write(`\n${table(rows)}\n\nRELIABILITY.md has this table.\n`);
}
