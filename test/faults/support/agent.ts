/**
 * Loaded by Node into each thread of a processor under test, ahead of the application, which knows nothing of it: tells what the thread
 * holds, and does to the thread what a file asks for. FAULT_AGENT: the folder of these files, one a process.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, workerData } from "node:worker_threads";

/** What a thread wrote last. */
export interface Told {
  /** Timers that keep it alive. */
  timers: number;
  /** bytes of objects, and of buffers outside of the heap */
  heap: number;
  external: number;
  /** Times that its garbage was collected because a file asked for it. */
  collected: number;
}

const folder = process.env["FAULT_AGENT"];
const name = isMainThread ? "main" : `worker-${workerData?.index}`;
let collected = 0;
const held: unknown[] = [];

const commands: Record<string, (argument: string) => void> = {
  /** The event loop stands still for so many milliseconds, without using the processor. */
  block: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms)),
  crash: () => {
    throw new Error("crashed by a fault test");
  },
  /** Fills the heap until V8 gives up. */
  fill: () => {
    for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  },
  collect: () => {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    collected += 1;
  },
};

function tick(): void {
  const command = join(folder!, `${name}.command`);
  if (existsSync(command)) {
    const [what = "", argument = ""] = readFileSync(command, "utf8").split(" ");
    rmSync(command);
    commands[what]?.(argument);
  }
  const timers = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  const file = join(folder!, `${name}.json`);
  // Renamed, so that it is never read half written.
  const { heapUsed: heap, external } = process.memoryUsage();
  writeFileSync(`${file}.new`, JSON.stringify({ timers, heap, external, collected } satisfies Told));
  renameSync(`${file}.new`, file);
}

if (folder !== undefined) setInterval(tick, 250).unref();
