// Pulumi's entry, plain JavaScript: an older Node must be able to read it to be told that it is too old.
// Where a package.json has `exports`, Pulumi takes the entry from exports["."].default and ignores `main`; Node itself takes
// exports["."].node, the components for other programs.
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [major, minor] = process.versions.node.split(".").map(Number);
if (!((major === 22 && minor >= 22) || (major === 24 && minor >= 6) || major > 24)) {
  throw new Error(
    `Node ${process.versions.node} is too old for Tributary: ${engines.node} is needed; npm run up brings one of its own.`,
  );
}

export default async function main() {
  // Types are stripped once and not at each run; where the folder cannot be written, nothing is lost. NODE_COMPILE_CACHE goes first.
  if (!process.env.NODE_V8_COVERAGE)
    enableCompileCache(new URL("../.tributary/cache/node-compile", import.meta.url).pathname);
  return (await import("./index.ts")).default();
}
