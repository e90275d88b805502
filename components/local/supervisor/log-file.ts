/**
 * A process writes to its log itself (a file, opened for appending), so that it can outlive the supervisor. The log is
 * therefore rotated by copying and then emptying it: lines written in that instant may be lost, the file's name stays.
 */
import { closeSync, copyFileSync, fstatSync, openSync, readSync, renameSync, statSync, truncateSync } from "node:fs";

/** Bytes from which on a log is rotated. */
export const rotateAtBytes = 20 * 1024 * 1024;
/** <name>.log.1 (the newest) to <name>.log.3 are kept. */
const generations = 3;

/** A file descriptor for a child's output; close it after the spawn. */
export function openLog(path: string): number {
  return openSync(path, "a", 0o600);
}

/** Rotates the log when it is too large. Cheap when it is not: one stat. */
export function rotateLog(path: string, limit = rotateAtBytes): boolean {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < limit) return false;
  for (let generation = generations - 1; generation >= 1; generation -= 1) {
    try {
      renameSync(`${path}.${generation}`, `${path}.${generation + 1}`);
    } catch {
      // There are not so many yet.
    }
  }
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  return true;
}

/** What a log says last, for an error: its last line that names an error, else its last one; at most 300 characters. */
export function lastWords(path: string): string {
  let text: string;
  try {
    text = readEnd(path, 16_384);
  } catch {
    return "";
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  const telling = lines.findLast((line) => /error|exception|fatal/i.test(line)) ?? lines.at(-1) ?? "";
  return telling.trim().slice(0, 300);
}

function readEnd(path: string, bytes: number): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(bytes);
    const from = Math.max(0, fstatSync(file).size - bytes);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, bytes, from));
  } finally {
    closeSync(file);
  }
}
