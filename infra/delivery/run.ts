/** Commands of a delivery: what they write goes to the pipeline's log as it comes. */
import { spawn } from "node:child_process";
import { TributaryError } from "../../components/errors.ts";
import { projectRoot } from "../../components/local/folder.ts";

export interface CommandOptions {
  /** Default: the project's folder. */
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** @returns its exit status. @throws TRB_USAGE when there is no such command */
export async function statusOf(command: string, args: string[], options: CommandOptions = {}): Promise<number> {
  const { cwd = projectRoot, env = process.env } = options;
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  return await new Promise((resolve, reject) => {
    child.on("error", () => reject(new TributaryError("TRB_USAGE", `There is no ${command} on PATH.`)));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** @throws TRB_RUN_FAILED when it ends with another status than 0 */
export async function run(command: string, args: string[], options: CommandOptions = {}): Promise<void> {
  const status = await statusOf(command, args, options);
  if (status === 0) return;
  throw new TributaryError("TRB_RUN_FAILED", `\`${[command, ...args].join(" ")}\` ended with status ${status}.`);
}

/** A command of Tributary's own, of this checkout or of another. */
export const tributary = (...args: string[]): [string, string[]] => [
  "npm",
  ["run", "--silent", "tributary", "--", ...args],
];
