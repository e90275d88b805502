/** Run records: runs/<id>.json beside runs/<id>.ndjson, its events. They are to look back: a full disk does not stop a run for them. */

import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeUnlessFull } from "../../components/local/disk.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import { privateFolder, writeWhole } from "../../components/local/supervisor/files.ts";
import type { RunEvent, RunRecord } from "./types.ts";

/** So many runs are kept; the oldest go first. */
const kept = 100;

/** Ids sort by time. */
export function newRunId(at = new Date()): string {
  return `${at.toISOString().replace(/[-:]/g, "").replace(/\..*/, "Z")}-${randomBytes(3).toString("hex")}`;
}

export class RunWriter {
  readonly #folder: StackFolder;
  #record: RunRecord;

  constructor(folder: StackFolder, record: RunRecord) {
    this.#folder = folder;
    this.#record = record;
    privateFolder(folder.path("runs"));
    this.#write();
    prune(folder);
  }

  /** After a purge there is nothing to write to. */
  event(event: RunEvent): void {
    if (!existsSync(this.#folder.path("runs"))) return;
    const path = this.#folder.path("runs", `${this.#record.run}.ndjson`);
    writeUnlessFull(() => appendFileSync(path, `${JSON.stringify(event)}\n`, { mode: 0o600 }));
  }

  finish(end: Pick<RunRecord, "result" | "changes" | "error">): void {
    this.#record = { ...this.#record, ...end, finishedAt: new Date().toISOString() };
    if (existsSync(this.#folder.path("runs"))) this.#write();
  }

  #write(): void {
    const path = this.#folder.path("runs", `${this.#record.run}.json`);
    writeUnlessFull(() => writeWhole(path, `${JSON.stringify(this.#record, null, 1)}\n`));
  }
}

/**
 * Records of the stack's runs, the latest first.
 * @param running id of the run under way: any other one that says so was interrupted
 */
export function readRecords(folder: StackFolder, running: string | undefined): RunRecord[] {
  return recordIds(folder)
    .reverse()
    .flatMap((id) => {
      try {
        return [JSON.parse(readFileSync(folder.path("runs", `${id}.json`), "utf8")) as RunRecord];
      } catch {
        return [];
      }
    })
    .map((record) =>
      record.result === "running" && record.run !== running
        ? {
            ...record,
            result: "failed",
            error: {
              code: "TRB_RUN_FAILED",
              message: "The run was interrupted: its process ended before it did.",
              hint: "",
            },
          }
        : record,
    );
}

/** The events of one run, in order. */
export function readEvents(folder: StackFolder, run: string): RunEvent[] {
  const path = folder.path("runs", `${run}.ndjson`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RunEvent);
}

function recordIds(folder: StackFolder): string[] {
  if (!existsSync(folder.path("runs"))) return [];
  return readdirSync(folder.path("runs"))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

function prune(folder: StackFolder): void {
  for (const id of recordIds(folder).slice(0, -kept)) {
    for (const ending of ["json", "ndjson"]) rmSync(folder.path("runs", `${id}.${ending}`), { force: true });
  }
}
