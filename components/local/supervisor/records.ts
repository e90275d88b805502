/** What the supervisor remembers beyond its own death: supervisor/state.json. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import type { ProcessSpec } from "./api.ts";
import { privateFolder, writeWhole } from "./files.ts";
import type { Identity } from "./identity.ts";
import { supervisorFile } from "./paths.ts";

export interface ProcessRecord {
  spec: ProcessSpec;
  /** Rises with each start; everything stops in the reverse order. */
  order: number;
  /** Written before a start without, after it with the identity: in between a process may live that is found by its token. */
  identity: Identity | null;
  startedAt: string | null;
  restarts: number;
}

export interface Records {
  version: 1;
  /** Carried by the stack's processes; see identity.ts. */
  stackToken: string;
  processes: Record<string, ProcessRecord>;
}

/**
 * The records; undefined when there are none.
 * @throws TRB_STACK_VERSION when a newer Tributary wrote them, TRB_INTERNAL when they are no JSON
 */
export function readRecords(folder: StackFolder): Records | undefined {
  const path = supervisorFile.state(folder);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const records = parse(path, text);
  if (records.version !== 1) {
    throw new TributaryError(
      "TRB_STACK_VERSION",
      `${path} was written by a newer Tributary (version ${String(records.version)} of the file, this one knows 1): use that one for stack ${folder.stack}.`,
    );
  }
  return records;
}

function parse(path: string, text: string): Records {
  try {
    return JSON.parse(text) as Records;
  } catch (error) {
    throw new TributaryError(
      "TRB_INTERNAL",
      `${path} is not JSON: remove it after ending the stack's processes by hand.`,
      { cause: error },
    );
  }
}

export function newRecords(): Records {
  return { version: 1, stackToken: randomBytes(24).toString("hex"), processes: {} };
}

export function writeRecords(folder: StackFolder, records: Records): void {
  privateFolder(folder.path("supervisor"));
  writeWhole(supervisorFile.state(folder), JSON.stringify(records, null, 1));
}
