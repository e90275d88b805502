/**
 * Which process a pid is. A pid alone may belong to a stranger by now, so a process is known by its pid, its start time
 * and a token that the stack's processes carry in their environment.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Names in the environment of each process of a stack. The token identifies; it opens nothing. */
export const marks = {
  token: "TRIBUTARY_STACK_TOKEN",
  stack: "TRIBUTARY_STACK",
  process: "TRIBUTARY_PROCESS",
} as const;

export interface Identity {
  pid: number;
  /** Linux: clock ticks since boot; elsewhere what `ps -o lstart=` prints. */
  startTime: string;
}

const linux = process.platform === "linux";

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return undefined;
  }
}

async function ps(...args: string[]): Promise<string> {
  try {
    return (await run("ps", args, { maxBuffer: 1 << 26, env: { PATH: process.env["PATH"], LC_ALL: "C" } })).stdout;
  } catch {
    return "";
  }
}

/** When the process started; undefined when there is none, or only a zombie that nobody has reaped. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  if (linux) {
    const stat = readProc(pid, "stat");
    if (!stat) return undefined;
    // The name, in brackets, may hold anything; what follows it starts with the state, field 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  }
  const line = (await ps("-o", "stat=,lstart=", "-p", String(pid))).trim();
  const [stat, ...start] = line.split(/\s+/);
  return !stat || stat.startsWith("Z") ? undefined : start.join(" ");
}

/** The environment's values of the marks, as far as they can be read. */
export async function marksOf(pid: number): Promise<{ token?: string; stack?: string; process?: string }> {
  // `ps -E` (macOS) appends the environment to the command, separated by blanks; names of stacks and processes hold none.
  const text = linux ? readProc(pid, "environ") : await ps("-E", "-ww", "-o", "command=", "-p", String(pid));
  return parseMarks(text ?? "");
}

function parseMarks(text: string): { token?: string; stack?: string; process?: string } {
  const value = (name: string): string | undefined => new RegExp(`(?:^|[\\0 ])${name}=([^\\0\\s]*)`).exec(text)?.[1];
  return { token: value(marks.token), stack: value(marks.stack), process: value(marks.process) };
}

/** Whether the very process that was recorded lives. */
export async function lives(identity: Identity, token: string): Promise<boolean> {
  return (await startTimeOf(identity.pid)) === identity.startTime && (await marksOf(identity.pid)).token === token;
}

/** Every process that carries the token: found without any record, for those that a killed supervisor had no time to write down. */
export async function findByToken(token: string): Promise<(Identity & { process: string })[]> {
  const found: (Identity & { process: string })[] = [];
  for (const { pid, text } of linux ? environments() : await psEnvironments()) {
    if (pid === process.pid || !text.includes(token)) continue;
    const carried = parseMarks(text);
    const startTime = carried.token === token ? await startTimeOf(pid) : undefined;
    if (startTime !== undefined) found.push({ pid, startTime, process: carried.process ?? "" });
  }
  return found;
}

function* environments(): Generator<{ pid: number; text: string }> {
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const text = Number.isInteger(pid) ? readProc(pid, "environ") : undefined;
    if (text) yield { pid, text };
  }
}

async function psEnvironments(): Promise<{ pid: number; text: string }[]> {
  return (await ps("-A", "-E", "-ww", "-o", "pid=,command=")).split("\n").map((line) => {
    const [, pid, text] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), text: text ?? "" };
  });
}

/** Resident bytes; null where they cannot be read. */
export async function residentBytes(pid: number): Promise<number | null> {
  // VmRSS is in kB whatever the page size is; statm counts pages.
  const kilobytes = linux
    ? /^VmRSS:\s+(\d+)/m.exec(readProc(pid, "status") ?? "")?.[1]
    : (await ps("-o", "rss=", "-p", String(pid))).trim();
  return kilobytes ? Number(kilobytes) * 1024 : null;
}
