/** `npm run lock`: makes package-lock.json anew and takes the registry's address out of it, so that users' own settings count. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";

const flags = ["install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved=false"];
const made = spawnSync("npm", flags, { cwd: projectRoot, stdio: "inherit" });
if (made.status !== 0) process.exit(made.status ?? 1);
const file = join(projectRoot, "package-lock.json");
const lines = readFileSync(file, "utf8").split("\n");
writeFileSync(file, lines.filter((line) => !/^\s*"resolved": "https?:/.test(line)).join("\n"));
