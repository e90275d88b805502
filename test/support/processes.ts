/** Processes of a test's stacks, as the system knows them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Why processes cannot be looked for here, or false. */
export const noProcesses = existsSync("/proc/self/environ")
  ? false
  : "this system has no /proc to look for processes in";

/** Pids of the processes that have the text, a stack's home, in their environment; Linux only. */
export function processesOf(home: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(home);
      } catch {
        return false;
      }
    });
}
