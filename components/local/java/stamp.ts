/** What a finished folder of the cache holds, so that the next look needs sizes and times only. */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

interface StampedFile {
  path: string;
  bytes: number;
  modifiedMs: number;
  sha512: string;
}

interface Stamp {
  version: 1;
  /** Hash of the lock file that the folder was made from. */
  lock: string;
  files: StampedFile[];
}

/** Lies in the folder that it describes. */
const stampName = ".stamp.json";

/** Hexadecimal sha512 of a file, read in pieces. */
export async function sha512(path: string): Promise<string> {
  const hash = createHash("sha512");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Describes every file below the folder as it is now. */
export async function writeStamp(folder: string, lock: string): Promise<void> {
  const files: StampedFile[] = [];
  for (const path of filesBelow(folder)) {
    const stat = statSync(join(folder, path));
    files.push({
      path,
      bytes: stat.size,
      modifiedMs: Math.floor(stat.mtimeMs),
      sha512: await sha512(join(folder, path)),
    });
  }
  writeFileSync(join(folder, stampName), JSON.stringify({ version: 1, lock, files } satisfies Stamp));
}

/**
 * The files of the folder, when it was made from this lock and is as it was; else undefined.
 * A file whose size or time differs is hashed.
 */
export async function stampedFiles(folder: string, lock: string): Promise<string[] | undefined> {
  let stamp: Stamp;
  try {
    stamp = JSON.parse(readFileSync(join(folder, stampName), "utf8")) as Stamp;
  } catch {
    return undefined;
  }
  if (stamp.version !== 1 || stamp.lock !== lock) return undefined;
  for (const file of stamp.files) {
    const path = join(folder, file.path);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat || stat.size !== file.bytes) return undefined;
    if (Math.floor(stat.mtimeMs) === file.modifiedMs) continue;
    if ((await sha512(path)) !== file.sha512) return undefined;
    // Only touched: back to the time that the stamp has, so that it is not hashed at every start.
    utimesSync(path, stat.atime, file.modifiedMs / 1000);
  }
  return stamp.files.map((file) => join(folder, file.path));
}

/** Paths below a folder, hidden files of this cache left out. */
function filesBelow(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return filesBelow(folder, path);
    return entry.isFile() && !entry.name.startsWith(".") ? [path] : [];
  });
}
