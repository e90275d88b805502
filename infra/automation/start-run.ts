/** Starts the process of a run and passes its events on. */
import { type ChildProcess, spawn } from "node:child_process";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { TributaryError } from "../../components/errors.ts";
import { compileCache } from "../../components/local/compile-cache.ts";
import { projectRoot } from "../../components/local/folder.ts";
import { programArguments } from "../node-arguments.ts";
import type { Job, JobLine } from "./job.ts";
import type { RunEvent, RunOptions, RunResult } from "./types.ts";

const main = join(import.meta.dirname, `run${extname(import.meta.filename)}`);

/**
 * @throws TributaryError the run's own, or TRB_INTERNAL when its process ended without a word
 */
export async function startRun(
  job: Job,
  options: Pick<RunOptions, "onEvent" | "signal" | "force">,
): Promise<RunResult> {
  const onEvent = options.onEvent ?? (() => undefined);
  const args = ["--disable-warning=ExperimentalWarning", ...programArguments];
  // A group of its own: a Ctrl-C at the terminal reaches only us, and we pass it on once.
  const child = spawn(process.execPath, [...args, main, JSON.stringify(job)], {
    cwd: projectRoot,
    env: { ...process.env, ...compileCache() },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const stopPassing = passSignals(child, options);
  let last: Extract<JobLine, { type: "result" | "error" }> | undefined;
  const lines = createInterface({ input: child.stdio[3] as Readable });
  lines.on("line", (text) => {
    const line = JSON.parse(text) as JobLine;
    if (line.type === "result" || line.type === "error") last = line;
    else onEvent(line);
  });
  const words: string[] = [];
  relay(child.stdout as Readable, "info", onEvent, []);
  relay(child.stderr as Readable, "warning", onEvent, words);
  const ended = await new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ? `signal ${signal}` : `status ${code}`));
  });
  stopPassing();
  if (last?.type === "result") return last.result;
  if (last?.type === "error") {
    const error = TributaryError.fromJSON(last.error);
    // The stack of the other process tells more than ours.
    if (last.stack) error.stack = last.stack;
    throw error;
  }
  if (options.signal?.aborted)
    throw new TributaryError("TRB_CANCELLED", `The run on stack ${job.stack} was cancelled.`);
  throw new TributaryError(
    "TRB_INTERNAL",
    `The run's process ended with ${ended} before it was done. ${words.slice(-3).join(" ")}`.trim(),
  );
}

function passSignals(child: ChildProcess, { signal, force }: Pick<RunOptions, "signal" | "force">): () => void {
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt, { once: true });
  force?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  return () => {
    signal?.removeEventListener("abort", interrupt);
    force?.removeEventListener("abort", interrupt);
  };
}

/** What the program itself prints is told as messages. */
function relay(
  stream: Readable,
  severity: "info" | "warning",
  onEvent: (event: RunEvent) => void,
  words: string[],
): void {
  createInterface({ input: stream }).on("line", (text) => {
    words.push(text);
    if (text.trim() !== "") onEvent({ at: new Date().toISOString(), type: "message", severity, text });
  });
}
