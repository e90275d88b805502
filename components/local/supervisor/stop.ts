/** Stops all of a stack, whether its supervisor lives, is dead, or dies meanwhile. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { writeUnlessFull } from "../disk.ts";
import type { StackFolder } from "../folder.ts";
import { type KernelLock, tryLock } from "../kernel-lock.ts";
import { endProcess, goneWithin } from "./end.ts";
import { findByToken, type Identity, startTimeOf } from "./identity.ts";
import { neighbours } from "./neighbours.ts";
import { socketPath, supervisorFile } from "./paths.ts";
import { type ProcessRecord, type Records, readRecords, writeRecords } from "./records.ts";
import { call, NoAnswer } from "./rpc.ts";

/** Milliseconds until SIGKILL for a process that no record describes. */
const unknownTimeoutMs = 10_000;
/** Milliseconds that a live supervisor needs at most to say that it is there. */
const helloTimeoutMs = 3_000;
/** Milliseconds without an answer until the holder of the lock is killed; it may only just be starting. */
const patienceMs = 3_000;
/** Milliseconds for the supervisor's process to be gone when its lock is free. */
const goneMs = 2_000;
/** Milliseconds that a supervisor gets to stop everything; each process has a limit of its own, so this is for many of them. */
const shutdownTimeoutMs = 600_000;

/**
 * Stops every process of the stack, last started first, and its supervisor; data stays. May be called twice, and at once.
 * @returns the names of the processes that this call stopped
 */
export async function stopEverything(folder: StackFolder): Promise<{ stopped: string[] }> {
  if (!existsSync(folder.path("supervisor"))) return { stopped: [] };
  const supervisor = supervisorOf(folder);
  const stopped = (await askSupervisor(folder)) ?? [];
  const lock = await waitForLock(folder, stopped);
  try {
    // With the lock held no supervisor can start, so what is found now is all there is.
    for (const name of await stopRecorded(folder)) if (!stopped.includes(name)) stopped.push(name);
    // The kernel frees the lock of a process a moment before that is gone.
    if (supervisor) await goneWithin(supervisor, goneMs);
  } finally {
    lock.release();
  }
  return { stopped };
}

/** What the supervisor stopped; undefined when none answers. */
async function askSupervisor(folder: StackFolder): Promise<string[] | undefined> {
  try {
    // One that hangs would not answer the call that takes long either.
    await call(folder, "GET", "/v1/hello", undefined, helloTimeoutMs);
    return (await call<{ stopped: string[] }>(folder, "POST", "/v1/shutdown", undefined, shutdownTimeoutMs)).stopped;
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

/** The lock is free as soon as the supervisor has ended. One that lives but does not answer is ended after a while. */
async function waitForLock(folder: StackFolder, stopped: string[]): Promise<KernelLock> {
  let since = Date.now();
  for (;;) {
    const lock = tryLock(supervisorFile.lock(folder), 0);
    if (lock) return lock;
    await sleep(50);
    if (Date.now() - since < 500) continue;
    // One that was just starting when it was asked first, or one that hangs.
    const more = await askSupervisor(folder);
    if (more) {
      stopped.push(...more);
      since = Date.now();
    } else if (Date.now() - since > patienceMs) {
      await killSupervisor(folder);
      since = Date.now();
    }
  }
}

function supervisorOf(folder: StackFolder): Identity | undefined {
  try {
    return JSON.parse(readFileSync(supervisorFile.owner(folder), "utf8")) as Identity;
  } catch {
    // None has started, or it ended as it should.
    return undefined;
  }
}

async function killSupervisor(folder: StackFolder): Promise<void> {
  const owner = supervisorOf(folder);
  // Without an owner another call of this function holds the lock for a moment.
  if (owner && (await startTimeOf(owner.pid)) === owner.startTime) process.kill(owner.pid, "SIGKILL");
}

async function stopRecorded(folder: StackFolder): Promise<string[]> {
  const records = readRecords(folder);
  if (!records) return [];
  const stopped: string[] = [];
  const entries = Object.values(records.processes).sort((a, b) => b.order - a.order);
  for (const group of neighbours(entries, (one) => one.spec.kind)) {
    const end = async ({ spec, identity }: ProcessRecord): Promise<void> => {
      if (identity && (await endProcess(identity, records.stackToken, spec.stopTimeoutMs))) stopped.push(spec.name);
    };
    await Promise.all(group.map(end));
  }
  for (const name of await stopUnrecorded(records)) if (!stopped.includes(name)) stopped.push(name);
  // On a full disk the former records stay: they name processes that are gone.
  writeUnlessFull(() => writeRecords(folder, { ...records, processes: {} }));
  rmSync(supervisorFile.owner(folder), { force: true });
  rmSync(socketPath(folder), { force: true });
  return stopped;
}

/** Those that were started while the supervisor was killed, and what the recorded ones left behind. */
async function stopUnrecorded(records: Records): Promise<string[]> {
  const found = await findByToken(records.stackToken);
  await Promise.all(found.map((one) => endProcess(one, records.stackToken, unknownTimeoutMs)));
  return found.map((one) => one.process).filter(Boolean);
}
