/** The disks below a stack's folder: may this user write there, and is there room? Nothing is made by looking. */
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { isDiskFull, TributaryError } from "../errors.ts";

/** The folder or the nearest one above it that exists. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

/** @throws TRB_RUN_FAILED when this user cannot write there, or nobody can */
export function checkWritable(folder: string): void {
  const existing = nearestExisting(folder);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === "EROFS" ? "is on a disk that is read-only" : `cannot be written by this user (${code})`;
    const change = code === "EROFS" ? "mount it to be written" : "change its permissions";
    throw new TributaryError(
      "TRB_RUN_FAILED",
      `${existing} ${what}: ${change}, or set TRIBUTARY_HOME (and TRIBUTARY_CACHE for downloads) to another folder.`,
      { cause: error },
    );
  }
}

/**
 * @param what needs the bytes, for the sentence
 * @throws TRB_DISK_FULL
 */
export function checkDisk(folder: string, bytes: number, what: string): void {
  const existing = nearestExisting(folder);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const megabytes = (amount: number): string => `${Math.floor(amount / 1024 ** 2)} MiB`;
  throw new TributaryError(
    "TRB_DISK_FULL",
    `The disk of ${existing} has ${megabytes(free)} free and ${what} needs ${megabytes(bytes)}: free some space, or set TRIBUTARY_HOME and TRIBUTARY_CACHE to a folder on another disk.`,
    {
      details: { folder: existing, free, needed: bytes },
    },
  );
}

/**
 * Writes what is good to have, but must not keep anybody from stopping a stack whose disk is full.
 * @returns whether it was written
 */
export function writeUnlessFull(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (isDiskFull(error)) return false;
    throw error;
  }
}
