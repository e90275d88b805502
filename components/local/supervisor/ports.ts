/** Whether ports are free and, when not, who holds them: best told before a process fails on it. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { TributaryError } from "../../errors.ts";
import type { ProcessSpec } from "./api.ts";
import { marksOf } from "./identity.ts";

const loopback = "127.0.0.1";

/** Milliseconds for the kernel to free the port of a process that was just killed. */
const secondLookMs = 300;

/** All ports of a process, apart from those in `except`. @throws TRB_PORT_IN_USE for the first that is taken */
export async function requireFreePorts(spec: ProcessSpec, except: number[] = []): Promise<void> {
  for (const [role, port] of Object.entries(spec.ports)) {
    if (!except.includes(port)) await requireFreePort(port, spec.portKeys[role] ?? `ports.${role}`, spec.name);
  }
}

/**
 * @param port on 127.0.0.1
 * @param key the setting that changes it, e.g. local.ports.kafka
 * @throws TRB_PORT_IN_USE
 */
export async function requireFreePort(port: number, key: string, wantedBy: string): Promise<void> {
  if (!(await portProblem(port))) return;
  await sleep(secondLookMs);
  const problem = await portProblem(port);
  if (!problem) return;
  if (problem === "EACCES") {
    throw new TributaryError(
      "TRB_PORT_IN_USE",
      `Port ${port} for ${wantedBy} may not be used by this user: choose one above 1023 in the setting ${key}.`,
      { details: { port, key, wantedBy } },
    );
  }
  const holder = await holderOf(port);
  const who = holder ? `in use by ${holder.text}` : "in use by another process";
  throw new TributaryError(
    "TRB_PORT_IN_USE",
    `Port ${port} for ${wantedBy} is ${who}: end that, or choose another port in the setting ${key}.`,
    {
      details: { port, key, wantedBy, holder: holder ? { pid: holder.pid, name: holder.name } : null },
    },
  );
}

/** "EADDRINUSE", "EACCES", or undefined when the port can be listened on. */
export async function portProblem(port: number): Promise<string | undefined> {
  const listening = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
  if (listening) return listening;
  // BSD lets a socket be bound to an address although another one holds the port on all addresses.
  return process.platform !== "linux" && (await accepts(port)) ? "EADDRINUSE" : undefined;
}

/** Whether somebody accepts a connection on the port within a second. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: loopback });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

export interface PortHolder {
  pid: number;
  /** The stack token that it carries, when it is a process of a stack. */
  stackToken?: string;
  /** The program's name without its arguments, which may hold secrets. */
  name: string;
  /** For a sentence. */
  text: string;
}

/** Who listens on the port, as far as this user may know. */
export async function holderOf(port: number): Promise<PortHolder | undefined> {
  const pid = process.platform === "linux" ? linuxHolder(port) : await lsofHolder(port);
  if (pid === undefined) return undefined;
  const name = process.platform === "linux" ? linuxName(pid) : await psName(pid);
  const marks = await marksOf(pid);
  const text = marks.process
    ? `${marks.process} of Tributary's stack ${marks.stack} (pid ${pid})`
    : `${name} (pid ${pid})`;
  return { pid, stackToken: marks.token, name, text };
}

function linuxHolder(port: number): number | undefined {
  const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    for (const descriptor of descriptorsOf(entry)) {
      const inode = /^socket:\[(\d+)\]$/.exec(descriptor)?.[1];
      if (inode && inodes.has(inode)) return Number(entry);
    }
  }
  return undefined;
}

/** /proc/net/tcp: the second column is the local address, the fourth the state (0A: listening), the tenth the inode. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  let text: string;
  try {
    text = readFileSync(`/proc/net/${table}`, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(suffix) && fields[3] === "0A" && fields[9] ? [fields[9]] : [];
  });
}

function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      } catch {
        return "";
      }
    });
  } catch {
    // Somebody else's process.
    return [];
  }
}

function linuxName(pid: number): string {
  try {
    return basename(
      readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] || readFileSync(`/proc/${pid}/comm`, "utf8").trim(),
    );
  } catch {
    return "a process";
  }
}

async function lsofHolder(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]);
    return Number(stdout.trim().split("\n")[0]) || undefined;
  } catch {
    return undefined;
  }
}

async function psName(pid: number): Promise<string> {
  try {
    return basename((await promisify(execFile)("ps", ["-o", "comm=", "-p", String(pid)])).stdout.trim());
  } catch {
    return "a process";
  }
}
