/** logs: what the stack's processes write, from their files. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../../components/errors.ts";
import { stackFolder } from "../../../components/local/folder.ts";
import { nobodyReads, print, usage } from "../output.ts";
import { style } from "../style.ts";

export interface LogsOptions {
  stack: string;
  follow?: boolean;
  lines: number;
}

const pollMs = 200;
/** Bytes that are read from the end to find the last lines. */
const tailBytes = 1 << 20;

/** Without a process: all of them, each line with its process' name. */
export async function logsCommand(process_: string | undefined, options: LogsOptions): Promise<void> {
  const folder = stackFolder(options.stack).path("logs");
  const names = existsSync(folder)
    ? readdirSync(folder)
        .flatMap((name) => /^(.+)\.log$/.exec(name)?.[1] ?? [])
        .sort()
    : [];
  if (names.length === 0) {
    throw new TributaryError("TRB_STACK_DOWN", `Stack ${options.stack} has written no logs: it was never up.`);
  }
  if (process_ !== undefined && !names.includes(process_)) {
    throw usage(`There is no process ${process_} in stack ${options.stack}; there is ${names.join(", ")}.`);
  }
  const chosen = process_ === undefined ? names : [process_];
  const longest = Math.max(...chosen.map((name) => name.length));
  const followed = chosen.map((name) => {
    const prefix = chosen.length > 1 ? `${style.dim(name.padEnd(longest))} ` : "";
    return new LogTail(`${folder}/${name}.log`, (line) => print(`${prefix}${line}`));
  });
  for (const tail of followed) tail.last(options.lines);
  while (options.follow && !nobodyReads()) {
    await sleep(pollMs);
    for (const tail of followed) tail.more();
  }
}

/** Reads a file's end, and what is added to it; begins anew when the file was replaced or cut. */
class LogTail {
  readonly #path: string;
  readonly #print: (line: string) => void;
  #inode = 0;
  #position = 0;
  #rest = "";

  constructor(path: string, print_: (line: string) => void) {
    this.#path = path;
    this.#print = print_;
  }

  last(lines: number): void {
    const { ino, size } = statSync(this.#path);
    this.#inode = ino;
    this.#position = Math.max(0, size - tailBytes);
    const cut = this.#position > 0;
    const all = this.#read().split("\n");
    this.#rest = all.pop() ?? "";
    const whole = cut ? all.slice(1) : all;
    for (const line of lines > 0 ? whole.slice(-lines) : []) this.#print(line);
  }

  more(): void {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    if (!now) return;
    if (now.ino !== this.#inode || now.size < this.#position) {
      this.#inode = now.ino;
      this.#position = 0;
      this.#rest = "";
    }
    const lines = (this.#rest + this.#read()).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#print(line);
  }

  #read(): string {
    const file = openSync(this.#path, "r");
    try {
      const buffer = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#position));
      const length = readSync(file, buffer, 0, buffer.length, this.#position);
      this.#position += length;
      return buffer.toString("utf8", 0, length);
    } finally {
      closeSync(file);
    }
  }
}
