/**
 * Runs the tests with node:test: `npm test` the suite "all" (no cloud needed), `npm run test:platform`, `test:faults`, `test:matrix`,
 * `test:kubernetes`, `test:operators`, `test:images`, `test:clouds` and `test:delivery` the longer ones.
 * Usage: run.ts [all|unit|e2e|platform|faults|matrix|kubernetes|operators|images|clouds|delivery] [part of a file's name ...] [--rounds N]
 * TRIBUTARY_COVERAGE=1: `all` and `unit` fail below coverageFloor; it takes half as long again, as Node keeps no compiled code then.
 * --rounds: so many rounds of each fault; the table of the faults goes to RELIABILITY.md when all of them passed.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { compileCache } from "../components/local/compile-cache.ts";
import { projectRoot } from "../components/local/folder.ts";
import { results as faultResults, writeTable as writeFaults } from "./faults/support/table.ts";
import { results as matrixResults, writeTable as writeMatrix } from "./matrix/support/table.ts";

/** Share of lines that the tests must run, in percent; measured over the files that "all" loads. */
const coverageFloor = 80;

const real = ["test/e2e/**/*.test.ts"];
/** With those of parts that take longest on real brokers, so that `npm test` ends within a quarter of an hour. */
const platform = [
  "test/platform/*.test.ts",
  "app/test/integration/exactly-once.test.ts",
  "test/components/logging/{elasticsearch,pipeline}.test.ts",
  "test/infra/engine/engine.test.ts",
];
const faults = ["test/faults/*.test.ts"];
/** Of those: it waits for minutes until tokens have ended, and may do so beside the others. */
const waiting = ["test/faults/tokens.test.ts"];
const matrix = ["test/matrix/*.test.ts"];
const kubernetes = ["test/kubernetes/*.test.ts"];
const operators = ["test/operators/*.test.ts"];
const images = ["test/images/*.test.ts"];
const clouds = ["test/clouds/*.test.ts"];
const delivery = ["test/delivery/*.test.ts"];
const longer = [...platform, ...faults, ...matrix, ...kubernetes, ...operators, ...images, ...clouds, ...delivery];
const unit = ["test/**/*.test.ts", "app/test/**/*.test.ts"];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { rounds: { type: "string" } },
  allowPositionals: true,
});
const [suite = "all", ...filters] = positionals;
if (values.rounds !== undefined) process.env["TRIBUTARY_ROUNDS"] = values.rounds;

function files(patterns: string[], without: string[] = []): string[] {
  const excluded = new Set(without.flatMap((pattern) => globSync(pattern, { cwd: projectRoot })));
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: projectRoot }));
  return [...new Set(found)]
    .filter((file) => !excluded.has(file) && (filters.length === 0 || filters.some((part) => file.includes(part))))
    .sort();
}

/** Of a whole file, milliseconds: a file of faults has many rounds. Tests have limits of their own. */
const fileTimeoutMs = 3_600_000;

const covered = process.env["TRIBUTARY_COVERAGE"] === "1" && filters.length === 0;

/** What is compiled of the tests' own processes is kept for the next run, or counted line by line; else neither. */
type Compiled = "kept" | "counted" | "anew";

/** Runs one `node --test`; files that start brokers go one at a time, so that two cores are enough. */
function run(title: string, list: string[], concurrency: number, compiled: Compiled = "anew"): Promise<number> {
  if (list.length === 0) return Promise.resolve(0);
  process.stdout.write(`\n${title}: ${list.length} files\n`);
  const flags = ["--test", `--test-concurrency=${concurrency}`, `--test-timeout=${fileTimeoutMs}`];
  if (compiled === "counted") {
    flags.push(
      "--experimental-test-coverage",
      `--test-coverage-lines=${coverageFloor}`,
      "--test-coverage-include=infra/**",
      "--test-coverage-include=components/**",
      "--test-coverage-include=app/src/**",
    );
  }
  const child = spawn(process.execPath, [...flags, ...list], {
    cwd: projectRoot,
    env: { ...process.env, ...(compiled === "kept" ? compileCache() : {}) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

const suites: Record<string, () => Promise<number>[]> = {
  unit: () => [
    run("Units and parts", files(unit, [...real, ...longer]), availableParallelism(), covered ? "counted" : "kept"),
  ],
  e2e: () => [run("The whole platform", files(real), 1)],
  platform: () => [run("The whole platform in every shape", files(platform), 1)],
  faults: () => {
    faultResults.forget();
    return [
      run("Faults", files(faults, waiting), 1).finally(writeFaults),
      run("Beside them, what mostly waits", files(waiting), 1),
    ];
  },
  matrix: () => {
    matrixResults.forget();
    return [run("Releases and logins", files(matrix), 1).finally(writeMatrix)];
  },
  operators: () => [run("Operators themselves", files(operators), 1)],
  kubernetes: () => [run("A real control plane", files(kubernetes), 1)],
  images: () => [run("Images and containers", files(images), 1)],
  clouds: () => [run("What clouds are sent", files(clouds), 1)],
  delivery: () => [run("Pipelines", files(delivery), 1)],
};

async function main(): Promise<number> {
  const names = suite === "all" ? ["unit", "e2e"] : [suite];
  let failed = 0;
  if (filters.length > 0 && files([...unit, ...longer]).length === 0) {
    process.stderr.write(`No test file's name has ${filters.map((part) => `"${part}"`).join(" or ")} in it.\n`);
    return 2;
  }
  for (const name of names) {
    const start = suites[name];
    if (!start) {
      process.stderr.write(`There is no suite "${name}"; choose from all, ${Object.keys(suites).join(", ")}.\n`);
      return 2;
    }
    for (const code of await Promise.all(start())) failed ||= code;
  }
  return failed;
}

process.exitCode = await main();
