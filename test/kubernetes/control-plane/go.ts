/** Programs that are built from Go modules of pinned versions, once, and kept in the project's cache. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../../components/local/folder.ts";

const run = promisify(execFile);

/**
 * The folder of a program, which is built when it is not there.
 * @param name below the cache, with the version in it
 * @param build puts into a folder what the program is
 */
export async function builtOnce(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(projectRoot, ".tributary", "cache", name);
  if (existsSync(folder)) return folder;
  const building = `${folder}.building-${process.pid}`;
  mkdirSync(building, { recursive: true });
  await build(building);
  rmSync(folder, { recursive: true, force: true });
  renameSync(building, folder);
  return folder;
}

/**
 * @param cwd folder of a go.mod
 * @throws Error with the compiler's output
 */
export async function go(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1_048_576 };
    return (await run("go", args, options)).stdout;
  } catch (error) {
    throw new Error(`go ${args[0]} failed:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
}
