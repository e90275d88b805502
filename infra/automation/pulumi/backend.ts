/** Where the Pulumi engine keeps a stack: the backend that the user is logged in to, else files in the stack's folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { TributaryError } from "../../../components/errors.ts";
import type { StackFolder } from "../../../components/local/folder.ts";
import { privateFolder, writeWhole } from "../../../components/local/supervisor/files.ts";
import { passphraseFile } from "../../engine/encryption.ts";
import { project } from "../../naming.ts";
import { stackFile } from "../../stack-file.ts";
import { callPulumi } from "./cli.ts";

export interface Backend {
  env: Record<string, string>;
  /** A copy of the stack file, to which Pulumi may write what it needs: the repository's own is not touched. */
  configFile: string;
}

/** Of these Pulumi writes into a stack's file; a stack of ours keeps them in the copy. */
const ofPulumi = ["encryptionsalt", "encryptedkey", "secretsprovider"];

/**
 * Makes the stack known to Pulumi and its settings readable for it.
 * @throws TRB_RUN_FAILED with the CLI's words when the stack cannot be made
 */
export async function prepareBackend(
  command: string[],
  folder: StackFolder,
  configFile: string | undefined,
): Promise<Backend> {
  privateFolder(folder.path("pulumi"));
  const env = backendEnvironment(folder);
  const copy = folder.path("pulumi", `Pulumi.${folder.stack}.yaml`);
  const source = configFile ?? stackFile(folder.stack);
  const former = existsSync(copy) ? (parse(readFileSync(copy, "utf8")) as Record<string, unknown>) : undefined;
  const own = existsSync(source) ? (parse(readFileSync(source, "utf8")) as Record<string, unknown>) : (former ?? {});
  const kept = former ?? (await initStack(command, folder, env));
  const pick = Object.fromEntries(ofPulumi.filter((key) => key in kept).map((key) => [key, kept[key]]));
  writeWhole(copy, stringify({ ...pick, ...own }));
  // The lock of the stack's folder is ours, so this one is of a run that was killed.
  if (env["PULUMI_BACKEND_URL"] && hasLocks(folder)) {
    await callPulumi(command, ["cancel", "--yes", "--stack", folder.stack], env, initFolder(folder)).done;
  }
  return { env, configFile: copy };
}

function backendEnvironment(folder: StackFolder): Record<string, string> {
  const files = folder.path("pulumi", "backend");
  const env: Record<string, string> = {};
  if (existsSync(files) || !loggedIn()) {
    mkdirSync(files, { recursive: true, mode: 0o700 });
    env["PULUMI_BACKEND_URL"] = pathToFileURL(files).href;
  }
  if (!process.env["PULUMI_CONFIG_PASSPHRASE"] && !process.env["PULUMI_CONFIG_PASSPHRASE_FILE"]) {
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = passphraseFile(folder, true);
  }
  return env;
}

/** Whether the user has chosen a backend, by environment or by `pulumi login`. */
function loggedIn(): boolean {
  if (process.env["PULUMI_BACKEND_URL"] || process.env["PULUMI_ACCESS_TOKEN"]) return true;
  try {
    const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    return Boolean((JSON.parse(readFileSync(join(home, "credentials.json"), "utf8")) as { current?: string }).current);
  } catch {
    return false;
  }
}

/** Pulumi writes a new stack's salt beside Pulumi.yaml, so the stack is made from a folder that holds nothing else. */
async function initStack(
  command: string[],
  folder: StackFolder,
  env: Record<string, string>,
): Promise<Record<string, unknown>> {
  const place = initFolder(folder);
  const ownBackend = "PULUMI_BACKEND_URL" in env;
  const provider = ownBackend ? ["--secrets-provider", "passphrase"] : [];
  const made = await callPulumi(command, ["stack", "init", folder.stack, "--no-select", ...provider], env, place).done;
  if (made.code !== 0 && !/already exists/.test(made.stderr)) {
    throw new TributaryError("TRB_RUN_FAILED", `Pulumi cannot make stack ${folder.stack}: ${lastLine(made.stderr)}`);
  }
  const file = join(place, `Pulumi.${folder.stack}.yaml`);
  return existsSync(file) ? ((parse(readFileSync(file, "utf8")) as Record<string, unknown> | null) ?? {}) : {};
}

function initFolder(folder: StackFolder): string {
  const place = folder.path("pulumi", "init");
  mkdirSync(place, { recursive: true, mode: 0o700 });
  writeFileSync(join(place, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
  return place;
}

function hasLocks(folder: StackFolder): boolean {
  const locks = folder.path("pulumi", "backend", ".pulumi", "locks");
  return existsSync(locks) && readdirSync(locks, { recursive: true }).some((name) => String(name).endsWith(".json"));
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
