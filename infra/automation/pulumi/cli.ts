/** Calls the Pulumi CLI without a terminal and without an update check. */
import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, dirname } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";

export interface CliCall {
  child: ChildProcess;
  done: Promise<{ code: number; stdout: string; stderr: string }>;
}

/** @param env more of the environment; PATH starts with the Node that runs, for Pulumi's language host looks there */
export function callPulumi(command: string[], args: string[], env: Record<string, string>, cwd = projectRoot): CliCall {
  const [file = "", ...first] = command;
  const child = spawn(file, [...first, ...args, "--non-interactive", "--color", "never"], {
    cwd,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Without it the CLI does not know --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const done = new Promise<{ code: number; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
  return { child, done };
}
