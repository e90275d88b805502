/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";
import { rowNames } from "./rows/index.ts";

export const help = `npm run bench -- [options]: the application beside Java and @platformatic/kafka, on one real broker.

  --rows NAMES      only these, separated by commas: ${rowNames.join(", ")}
  --rounds N        rounds of each row, its contenders in turn (default 5)
  --records N       records a round (default 2000000)
  --quick           2 rounds of 200000 records: proves that everything runs, says little about speed
  --soak TIME       after the rows (alone with --rows none): the processor at a steady rate for so long (30m, 90s)
  --rate N          events a second of the row latency and of the soak (default: half of what the slower one held in
                    the row at-least-once of this run)
  --profile FOLDER  the application's programs run under Node's CPU profiler, into a folder a row; what took most is
                    printed. That slows them down, so no figures are kept
  --port N          first of three ports of 127.0.0.1 (default 24200)
  --no-keep         leave test/bench/results.json as it is; runs of some rows and quick ones never change it
  --help            this text

What is kept is made into BENCHMARKS.md and docs/bench.svg by npm run generate.
`;

export interface BenchOptions {
  rows: readonly string[];
  rounds: number;
  records: number;
  port: number;
  /** Whether the figures replace those in the repository. */
  keep: boolean;
  soakSeconds: number | undefined;
  rate: number | undefined;
  profile: string | undefined;
  help: boolean;
}

/** The call is wrong; one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

function whole(name: string, text: string, least = 1): number {
  const value = Number(text.replaceAll("_", ""));
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} must be a whole number of at least ${least}, and is "${text}".`);
}

/** "30m", "90s", "2h" in seconds. */
function duration(text: string): number {
  const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`--soak must be a time such as 30m or 90s, and is "${text}".`);
  return Number(count) * { s: 1, m: 60, h: 3_600 }[unit as "s" | "m" | "h"];
}

function rowsOf(text: string | undefined): readonly string[] {
  if (text === undefined) return rowNames;
  if (text === "none") return [];
  const rows = text.split(",").map((name) => name.trim());
  const unknown = rows.find((name) => !rowNames.includes(name));
  if (unknown === undefined) return rowNames.filter((name) => rows.includes(name));
  throw new UsageError(`--rows holds "${unknown}"; there are ${rowNames.join(", ")}, and none.`);
}

/** @throws UsageError */
export function parseOptions(args: string[]): BenchOptions {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const texts = { rows: text, rounds: text, records: text, soak: text, rate: text, profile: text, port: text } as const;
  const flags = { quick: flag, "no-keep": flag, help: flag } as const;
  let values: Partial<Record<keyof typeof texts, string> & Record<keyof typeof flags, boolean>>;
  try {
    values = parseArgs({ args, options: { ...texts, ...flags } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const rows = rowsOf(values.rows);
  const quick = values.quick === true;
  return {
    rows,
    rounds: whole("rounds", values.rounds ?? (quick ? "2" : "5")),
    records: whole("records", values.records ?? (quick ? "200000" : "2000000"), 10_000),
    port: whole("port", values.port ?? "24200", 1_024),
    keep: values["no-keep"] !== true && !quick && values.profile === undefined,
    soakSeconds: values.soak === undefined ? undefined : duration(values.soak),
    rate: values.rate === undefined ? undefined : whole("rate", values.rate),
    profile: values.profile,
    help: values.help === true,
  };
}
