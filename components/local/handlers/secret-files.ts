/** Random secrets in files of the stack's folder, one file a generation; the same generation is never made twice. */
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { StackFolder } from "../folder.ts";
import { privateFolder } from "../supervisor/files.ts";

/**
 * The text of the secret; made (base64url) when the file is not there, so that kept data and kept secrets match after a `down`.
 * @param name below the stack's folder @param bytes of randomness
 */
export function ensureSecretFile(folder: StackFolder, name: string, bytes: number): string {
  const known = readSecretFile(folder, name);
  if (known) return known;
  const path = folder.path(name);
  privateFolder(dirname(path));
  const value = randomBytes(bytes).toString("base64url");
  // A file that is there but empty is what a full disk leaves.
  writeFileSync(path, `${value}\n`, { mode: 0o600 });
  return value;
}

export function readSecretFile(folder: StackFolder, name: string): string | undefined {
  try {
    return readFileSync(folder.path(name), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

export function removeSecretFile(folder: StackFolder, name: string): void {
  rmSync(folder.path(name), { force: true });
}
