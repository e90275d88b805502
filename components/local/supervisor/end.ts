/** Ends a process with everything that it started: SIGTERM to its group, SIGKILL when time is over. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Identity, lives, startTimeOf } from "./identity.ts";

/** Milliseconds that a process gets to be gone after SIGKILL. */
const afterKillMs = 5_000;

/** Signals the process's group, or the process when it leads none; false when there is nobody. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return true;
    } catch (error) {
      // ESRCH: nobody; EPERM: nobody of ours (macOS says so of zombies, too).
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }
  return false;
}

/**
 * Ends a recorded process, unless its pid belongs to somebody else by now.
 * @param timeoutMs milliseconds until SIGKILL
 * @returns whether it lived
 */
export async function endProcess(identity: Identity, token: string, timeoutMs: number): Promise<boolean> {
  if (!(await lives(identity, token))) return false;
  signalGroup(identity.pid, "SIGTERM");
  if (!(await goneWithin(identity, timeoutMs))) {
    if (await lives(identity, token)) signalGroup(identity.pid, "SIGKILL");
    await goneWithin(identity, afterKillMs);
  }
  return true;
}

/** Waits for the end of a process that is not a child of this one; looks 5 to 20 times a second. */
export async function goneWithin(identity: Identity, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  for (let pause = 20; ; pause = Math.min(pause * 2, 200)) {
    if ((await startTimeOf(identity.pid)) !== identity.startTime) return true;
    if (Date.now() >= until) return false;
    await sleep(pause);
  }
}

/** Kills what a process left in its group. A pid that is taken again means that the group is somebody else's. */
export async function killLeftovers(pid: number): Promise<void> {
  if ((await startTimeOf(pid)) !== undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
}
