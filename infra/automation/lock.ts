/** One run at a time on a stack: a lock that the kernel frees with its holder, and a note of who holds it. */
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../components/errors.ts";
import { checkWritable, writeUnlessFull } from "../../components/local/disk.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import { tryLock } from "../../components/local/kernel-lock.ts";
import { privateFolder, writeWhole } from "../../components/local/supervisor/files.ts";
import { startTimeOf } from "../../components/local/supervisor/identity.ts";
import type { Operation } from "./types.ts";

export interface Holder {
  pid: number;
  startTime: string;
  /** ISO time */
  since: string;
  operation: Operation;
  run: string;
}

const NOTE_TRIES = 10;
const NOTE_PAUSE_MS = 100;

/**
 * Takes the stack's lock for this process; it is free again when the process ends, however that happens.
 * @throws TRB_RUN_FAILED when the folder cannot be written, TRB_STACK_BUSY with the pid of the other run and since when it runs
 */
export async function takeLock(folder: StackFolder, operation: Operation, run: string): Promise<{ release(): void }> {
  checkWritable(folder.root);
  privateFolder(folder.root);
  const lock = tryLock(folder.path("run.lock"));
  if (!lock) throw busy(folder.stack, await holderSoon(folder));
  const note: Holder = {
    pid: process.pid,
    startTime: (await startTimeOf(process.pid)) ?? "",
    since: new Date().toISOString(),
    operation,
    run,
  };
  writeUnlessFull(() => writeWhole(noteFile(folder), JSON.stringify(note)));
  return {
    release: () => {
      rmSync(noteFile(folder), { force: true });
      lock.release();
    },
  };
}

/** The run that is under way, or undefined; a note of a process that has ended does not count. */
export async function holder(folder: StackFolder): Promise<Holder | undefined> {
  try {
    const note = JSON.parse(readFileSync(noteFile(folder), "utf8")) as Holder;
    return (await startTimeOf(note.pid)) === note.startTime ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever has just taken the lock has not written yet who it is. */
async function holderSoon(folder: StackFolder): Promise<Holder | undefined> {
  for (let tries = 0; tries < NOTE_TRIES; tries += 1, await sleep(NOTE_PAUSE_MS)) {
    const other = await holder(folder);
    if (other !== undefined) return other;
  }
  return undefined;
}

const noteFile = (folder: StackFolder) => folder.path("run.json");

function busy(stack: string, other: Holder | undefined): TributaryError {
  const who = other ? `\`${other.operation}\`, process ${other.pid}, since ${other.since}` : "another run";
  return new TributaryError("TRB_STACK_BUSY", `Stack ${stack} is busy: ${who}.`, {
    hint: "Wait until it has ended, or end it with `npm run tributary -- cancel`.",
    details: { stack, pid: other?.pid ?? null, since: other?.since ?? null },
  });
}
