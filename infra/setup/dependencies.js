// node_modules as package-lock.json has it.
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm, projectRoot, SetupError, say, withLock } from "./tools.js";

/**
 * Installs the dependencies when they are not there or the lock file has changed since.
 * @param node path of the Node to install with
 * @throws SetupError with npm's reason
 */
export async function ensureDependencies(node, root = projectRoot) {
  const text = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(text).digest("hex");
  if (stampOf(root) === hash) return;
  await withLock("dependencies", async () => {
    if (stampOf(root) === hash) return;
    if (!installedFrom(JSON.parse(text), root)) {
      if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink())
        throw new SetupError(
          "node_modules is a link, and installing would empty the folder that it leads to: remove the link, or install there.",
        );
      say("Installing the dependencies of package-lock.json (about 600 MB unpacked, most of it cloud SDKs; once).");
      const started = Date.now();
      const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
      await npm(["ci", ...flags], "Installing the dependencies", { cwd: root, node });
      say(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
    }
    writeFileSync(stampFile(root), hash);
  });
}

const stampFile = (root) => join(root, "node_modules/.tributary-lock-sha256");

function stampOf(root) {
  try {
    return readFileSync(stampFile(root), "utf8");
  } catch {
    return undefined;
  }
}

/** Whether npm itself has already installed just this lock file, as somebody who called `npm ci` by hand has. */
export function installedFrom(lock, root) {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8")).packages;
  } catch {
    return false;
  }
  const there = ([path, wanted]) => {
    if (wanted.link || !path.includes("node_modules/")) return true;
    if (!installed[path]) return wanted.optional === true;
    return installed[path].version === wanted.version && existsSync(join(root, path));
  };
  const known = ([path]) => path in lock.packages || !path.includes("node_modules/");
  return Object.entries(lock.packages).every(there) && Object.entries(installed).every(known);
}
