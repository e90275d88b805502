/** AES-256-GCM with a key made by scrypt from a random passphrase that lies beside the state, readable by its owner only. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { TributaryError } from "../../components/errors.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import { privateFolder, writeWhole } from "../../components/local/supervisor/files.ts";

export type Key = Buffer;

const ivBytes = 12;
const tagBytes = 16;

export const newSalt = (): string => randomBytes(16).toString("base64");

/**
 * The stack's passphrase; both engines use it for what they encrypt.
 * @param create make one when there is none
 * @throws TRB_INTERNAL when there is none and `create` is false: what was encrypted with it is lost
 */
export function passphraseFile(folder: StackFolder, create: boolean): string {
  const path = folder.path("passphrase");
  if (existsSync(path)) return path;
  if (!create) {
    throw new TributaryError(
      "TRB_INTERNAL",
      `The passphrase ${path} is missing, and the state of stack ${folder.stack} cannot be read without it.`,
      { hint: "Put it back, or end the stack with `down --purge`." },
    );
  }
  privateFolder(folder.root);
  writeWhole(path, randomBytes(32).toString("base64url"));
  return path;
}

export async function makeKey(folder: StackFolder, salt: string, create: boolean): Promise<Key> {
  const passphrase = readFileSync(passphraseFile(folder, create), "utf8").trim();
  return (await promisify(scrypt)(passphrase, Buffer.from(salt, "base64"), 32)) as Buffer;
}

/** @returns base64 of initialisation vector, authentication tag and text */
export function encrypt(key: Key, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

/** @param path named in the error. @throws TRB_INTERNAL when the key is another one or the text was changed */
export function decrypt(key: Key, sealed: string, path: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new TributaryError(
      "TRB_INTERNAL",
      `The state ${path} cannot be decrypted: it was changed, or the passphrase is another one.`,
      {
        cause: error,
      },
    );
  }
}
