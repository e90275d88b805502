/** What reads and runs pipelines on this machine: built or installed once, of pinned versions, kept in the project's cache. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { builtOnce, go } from "../../kubernetes/control-plane/go.ts";

/** MIT, both; github.com/rhysd/actionlint, github.com/nektos/act. */
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
const ACT = "github.com/nektos/act@v0.2.89";
/** MIT, both. The first one brings GitLab's published schema. */
const GITLAB_CI_LOCAL = "gitlab-ci-local@4.75.1";
const GROOVY_LINT = "npm-groovy-lint@18.0.0";

/** Of the commands, those that are not on PATH, as a reason to skip; false: all are. */
export function missing(...commands: string[]): string | false {
  const lacking = commands.filter((command) => findOnPath(command) === undefined);
  return lacking.length === 0 ? false : `${lacking.join(" and ")} must be on PATH`;
}

/** Paths of both programs. */
export async function githubTools(): Promise<{ actionlint: string; act: string }> {
  const version = [ACTIONLINT, ACT].map((module) => module.split("@")[1]).join("-");
  const folder = await builtOnce(join("delivery", `github-${version}`), async (building) => {
    for (const module of [ACTIONLINT, ACT])
      await go(import.meta.dirname, ["install", "-ldflags", "-s -w", module], { GOBIN: building });
  });
  return { actionlint: join(folder, "actionlint"), act: join(folder, "act") };
}

export async function gitlabCiLocal(): Promise<string> {
  return join(await installed(GITLAB_CI_LOCAL), "dist/index.js");
}

export async function groovyLint(): Promise<string> {
  return join(await installed(GROOVY_LINT), "lib/index.js");
}

/** @returns the package's folder */
async function installed(spec: string): Promise<string> {
  const [name] = spec.split("@");
  const folder = await builtOnce(join("delivery", spec.replace("@", "-")), async (building) => {
    writeFileSync(join(building, "package.json"), '{ "private": true }\n');
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await promisify(execFile)("npm", ["install", ...flags, spec], { cwd: building });
  });
  return join(folder, "node_modules", name!);
}
