/** A clean folder with the pipelines of this repository, whose steps only write down that they were called, and fail when told to. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";

/** What pipelines are made of. */
const files = [".github", ".gitlab-ci.yml", ".groovylintrc.json", ".nvmrc", ".pulumi.version", "Jenkinsfile"];

const step = `import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
const [step] = process.argv.slice(2);
const { CI_LOG, CI_FAILS, TRIBUTARY_WAY, STACK } = process.env;
if (step === "stacks") console.log('["one"]');
else appendFileSync(CI_LOG, [TRIBUTARY_WAY, STACK, step].join(" ") + "\\n");
if (step === "preview") {
  mkdirSync(".tributary/delivery", { recursive: true });
  writeFileSync(".tributary/delivery/preview.md", "### Preview\\n");
}
if (CI_FAILS === step) process.exit(1);
`;

/** GitHub's command line: writes down what it is asked, and finds the comment CI_COMMENT. */
const gh = `#!/bin/sh
echo "gh $*" >> "$CI_LOG"
case "$*" in *--jq*) [ -z "$CI_COMMENT" ] || echo "$CI_COMMENT" ;; esac
`;

export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), "tributary-delivery-"));
  readonly log = join(this.folder, ".called");

  constructor() {
    for (const file of files) cpSync(join(projectRoot, file), join(this.folder, file), { recursive: true });
    this.write("package.json", JSON.stringify({ private: true, scripts: { ci: "node step.mjs" } }));
    this.write("step.mjs", step);
    mkdirSync(join(this.folder, "bin"));
    writeFileSync(join(this.folder, "bin", "gh"), gh, { mode: 0o755 });
    commitAll(this.folder);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: this.folder });
    git("remote", "add", "origin", "git@git.example.com:platform/tributary.git");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** WAY STACK STEP, in the order of the calls; forgotten then. */
  called(): string[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, "utf8").trim().split("\n");
    rmSync(this.log);
    return lines;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes the folder a repository with one commit on main. */
export function commitAll(folder: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
  git("init", "--quiet", "--initial-branch", "main", ".");
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "all of it");
}
