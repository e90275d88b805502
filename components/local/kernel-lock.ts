/**
 * A lock that the kernel frees when its holder ends, however it ends: an SQLite file with an open exclusive transaction.
 * Node has no flock, and a file that names its holder cannot be taken over from a dead one without a gap.
 */
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export interface KernelLock {
  release(): void;
}

/** Of two that begin in one moment each may see the other, and both would give up: SQLite, asked again for so long, lets one of them in. */
const CONTENDED_MS = 250;

/** Kept reachable: the collector would close a database that nobody refers to, and free its lock. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock, or undefined when another process holds it. The file is made, and stays.
 * @param contendedMs blocks for so long when it is held; who asks again and again needs none. Default: 250
 */
export function tryLock(path: string, contendedMs = CONTENDED_MS): KernelLock | undefined {
  const { DatabaseSync: Database } = quietly(() => process.getBuiltinModule("node:sqlite"));
  const database: DatabaseSync = new Database(path, { timeout: contendedMs });
  try {
    database.exec("PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === 5) return undefined;
    throw error;
  }
  held.add(database);
  return {
    release: () => {
      held.delete(database);
      database.close();
    },
  };
}

/** Takes the lock as soon as it is free; looks four times a second, and calls `onWait` at once and then every 10 s. */
export async function lockWhenFree(path: string, onWait: () => void): Promise<KernelLock> {
  for (let tries = 0; ; tries += 1) {
    const lock = tryLock(path, 0);
    if (lock) return lock;
    if (tries % 40 === 0) onWait();
    await sleep(250);
  }
}

/** node:sqlite says at its first use that it is experimental; that is nothing to the user. */
function quietly<T>(load: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emit;
  }
}
