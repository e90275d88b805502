/** Where the supervisor of a stack keeps what: its socket, token, lock and records. */
import { createHash, randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import { privateFolder } from "./files.ts";

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestSocketPath = 103;

export const supervisorFile = {
  token: (folder: StackFolder) => folder.path("supervisor", "token"),
  state: (folder: StackFolder) => folder.path("supervisor", "state.json"),
  /** Held by the kernel for the supervisor that lives. */
  lock: (folder: StackFolder) => folder.path("supervisor", "lock"),
  /** Who holds the lock: pid and start time. */
  owner: (folder: StackFolder) => folder.path("supervisor", "owner.json"),
  /** Where the socket is when it does not fit into the stack's folder. */
  elsewhere: (folder: StackFolder) => folder.path("supervisor", "socket-path"),
  log: (folder: StackFolder, name: string) => folder.path("logs", `${name}.log`),
};

/** The socket as a client finds it. */
export function socketPath(folder: StackFolder): string {
  const inside = folder.path("supervisor", "socket");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  try {
    return readFileSync(supervisorFile.elsewhere(folder), "utf8").trim();
  } catch {
    return shortSocketPath(folder);
  }
}

/** The socket as the supervisor makes it: its folder exists afterwards and belongs to this user alone. */
export function prepareSocketPath(folder: StackFolder): string {
  const inside = folder.path("supervisor", "socket");
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const short = shortSocketPath(folder);
  mkdirSync(dirname(short), { recursive: true, mode: 0o700 });
  const stat = lstatSync(dirname(short));
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0) {
    throw new TributaryError(
      "TRB_INTERNAL",
      `The folder ${dirname(short)} belongs to somebody else or is open to others, so the socket of stack ${folder.stack} cannot be made there.`,
      {
        hint: "Remove that folder, or put the stack at a shorter path with TRIBUTARY_HOME.",
      },
    );
  }
  writeFileSync(supervisorFile.elsewhere(folder), short, { mode: 0o600 });
  return short;
}

function shortSocketPath(folder: StackFolder): string {
  const name = createHash("sha256").update(folder.root).digest("hex").slice(0, 16);
  return join(tmpdir(), `tributary-${name}`, "socket");
}

/** The secret that each call carries; made once for a stack. Undefined when there is none yet. */
export function readToken(folder: StackFolder): string | undefined {
  try {
    return readFileSync(supervisorFile.token(folder), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Called only by the supervisor that holds the lock. */
export function ensureToken(folder: StackFolder): string {
  const known = readToken(folder);
  if (known) return known;
  privateFolder(folder.path("supervisor"));
  const token = randomBytes(32).toString("base64url");
  writeFileSync(supervisorFile.token(folder), token, { mode: 0o600 });
  return token;
}
