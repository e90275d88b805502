/** `npm run check`: format, lint, types, and what must stay true of the tree. Prints what failed and ends with status 1. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";

const bin = (name: string) => join(projectRoot, "node_modules/.bin", name);

function tool(title: string, command: string, args: string[]): boolean {
  const started = performance.now();
  const result = spawnSync(command, args, { cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] });
  const ok = result.status === 0;
  process.stdout.write(
    `${ok ? "ok    " : "FAILED"} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
  );
  return ok;
}

/** The lock file names no registry: the user's own npm settings say where packages come from. */
function lockNamesNoHost(): boolean {
  const ok = !/"resolved": "https?:/.test(readFileSync(join(projectRoot, "package-lock.json"), "utf8"));
  process.stdout.write(
    `${ok ? "ok    " : "FAILED"} package-lock.json names no host${ok ? "" : ": run npm run lock"}\n`,
  );
  return ok;
}

/** Exact versions only: what was tested is what is installed. */
function versionsAreExact(): boolean {
  const loose = ["package.json", "app/package.json", "infra/compose/package.json"].flatMap((file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(projectRoot, file), "utf8"));
    return Object.entries({ ...dependencies, ...devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
      .map(([name]) => `${file}: ${name}`);
  });
  process.stdout.write(`${loose.length === 0 ? "ok    " : "FAILED"} versions are exact ${loose.join(", ")}\n`);
  return loose.length === 0;
}

const results = [
  lockNamesNoHost(),
  versionsAreExact(),
  tool("generated files are current", process.execPath, ["infra/setup/generate.ts", "--check"]),
  tool("format and lint (biome)", bin("biome"), ["check", "--error-on-warnings", "."]),
  tool("types (tsc)", bin("tsc"), ["--noEmit"]),
  tool("lint that needs types (eslint)", bin("eslint"), ["infra", "components", "app", "test"]),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
