/** Rows that the tests of a suite leave as files, and the part of RELIABILITY.md that the suite's command makes of them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";

export interface Column<Row> {
  title: string;
  of(row: Row): string | number;
  /** Default: left. */
  align?: "left" | "right";
}

/** Markdown. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return [
    columns.map(({ title }) => title),
    columns.map(({ align }) => (align === "right" ? "--:" : "---")),
    ...rows.map((row) => columns.map(({ of }) => of(row))),
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

export class Results<Row> {
  readonly #suite: string;
  readonly #folder: string;

  /** @param suite as in `npm run test:<suite>`; also the name of the part of the page */
  constructor(suite: string) {
    this.#suite = suite;
    this.#folder = join(projectRoot, ".tributary", suite);
  }

  /** Before a run: what an earlier one left is no result of this one. */
  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
  /** @param name of the row; one of that name is replaced */
  keep(name: string, row: Row): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, `${name}.json`), `${JSON.stringify(row)}\n`);
  }
  /** In the order of their names. */
  rows(): Row[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), "utf8")) as Row);
  }
  /** The page with another text between the suite's two lines. @throws Error when it has none */
  within(page: string, text: string): string {
    const first = `<!-- ${this.#suite}: written by npm run test:${this.#suite} -->`;
    const last = `<!-- /${this.#suite} -->`;
    const begin = page.indexOf(first);
    const end = page.indexOf(last);
    if (begin < 0 || end < begin) throw new Error(`RELIABILITY.md has no lines "${first}" and "${last}".`);
    return `${page.slice(0, begin + first.length)}\n${text}\n${page.slice(end)}`;
  }
  /** Puts a text into RELIABILITY.md. */
  write(text: string): void {
    const page = join(projectRoot, "RELIABILITY.md");
    writeFileSync(page, this.within(readFileSync(page, "utf8"), text));
    process.stdout.write("RELIABILITY.md has this.\n");
  }
}
