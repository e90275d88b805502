/**
 * What a registry told, kept over restarts: one file a thing, owner-only, written whole or not at all, with a checksum. An id never
 * changes its meaning, so that nothing gets old. What cannot be read counts as not there.
 */
import { createHash, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export class DiskCache {
  readonly #folder: string;
  readonly #log: Log;

  /**
   * @param folder of this application's caches, made when it is not there
   * @param registryUrl ids of another registry mean other schemas, so each has a folder of its own
   */
  constructor(folder: string, registryUrl: string, log: Log) {
    this.#folder = join(folder, digest(registryUrl).slice(0, 16));
    this.#log = log;
  }

  /** @param name letters, digits and - */
  read(name: string): unknown {
    const file = this.#file(name);
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
    const newline = text.indexOf("\n");
    const body = text.slice(newline + 1);
    if (newline === 64 && text.slice(0, 64) === digest(body)) return JSON.parse(body);
    this.#log.warn({ file }, "a kept schema is damaged and is asked for again");
    rmSync(file, { force: true });
    return undefined;
  }

  /** Does not fail: without it only a restart while the registry is down is worse. */
  write(name: string, value: unknown): void {
    const file = this.#file(name);
    const temporary = `${file}.${randomUUID()}.tmp`;
    const body = JSON.stringify(value);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const descriptor = openSync(temporary, "wx", 0o600);
      try {
        writeSync(descriptor, `${digest(body)}\n${body}`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      this.#log.warn({ file, reason: messageOf(error) }, "a schema cannot be kept on disk");
    }
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
