/** A program under measurement: its output, and what it used until it ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type Usage, usageOf } from "./usage.ts";

/** milliseconds; the last look before the end is at most so old */
const SAMPLE_MS = 20;

export interface ChildOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Seconds after which it is killed and counts as failed; 0: never. Default: 600. */
  limitSeconds?: number;
}

const running = new Set<Child>();

/** Ends what was started and still runs; for an interrupted bench. */
export async function endAll(): Promise<void> {
  for (const child of running) await child.end("SIGKILL");
}

export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #command: string;
  #stdout = "";
  #stderr = "";
  #usage: Usage | undefined;

  constructor(command: string, args: string[], options: ChildOptions = {}) {
    this.#command = `${command.split("/").at(-1)} ${args.filter((arg) => !arg.includes(".jar")).join(" ")}`.slice(
      0,
      200,
    );
    this.#process = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, NODE_V8_COVERAGE: undefined, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process.stdout!.on("data", (chunk) => {
      this.#stdout += chunk;
    });
    this.#process.stderr!.on("data", (chunk) => {
      this.#stderr += chunk;
    });
    const sampler = setInterval(() => this.usage(), SAMPLE_MS);
    const seconds = options.limitSeconds ?? 600;
    const limit = seconds === 0 ? undefined : setTimeout(() => this.#process.kill("SIGKILL"), seconds * 1_000);
    running.add(this);
    this.#ended = once(this.#process, "close").then(([code]) => {
      clearInterval(sampler);
      clearTimeout(limit);
      running.delete(this);
      return code as number | null;
    });
    this.#ended.catch(() => {});
  }

  /** Total so far, or at the last look before the end. */
  usage(): Usage {
    const pid = this.#process.pid;
    const now = pid === undefined || this.#process.exitCode !== null ? undefined : usageOf(pid);
    this.#usage = now ?? this.#usage;
    return this.#usage ?? { cpuSeconds: Number.NaN, peakBytes: Number.NaN, residentBytes: Number.NaN };
  }

  get stdout(): string {
    return this.#stdout;
  }
  get stderr(): string {
    return this.#stderr;
  }
  get exited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Resolves with what it wrote when it ended well; rejects with its last words otherwise. */
  async succeed(): Promise<string> {
    const code = await this.#ended;
    if (code !== 0) throw this.failure(`ended with ${code ?? this.#process.signalCode}`);
    return this.#stdout;
  }

  /** An error that holds the end of its output. */
  failure(what: string): Error {
    const words = `${this.#stdout}\n${this.#stderr}`.trim().split("\n").slice(-20).join("\n");
    return new Error(`${this.#command}: ${what}\n${words}`);
  }

  /** Sends the signal, unless it has ended; resolves with the exit status when it is gone. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.exited) this.#process.kill(signal);
    return this.#ended;
  }
}
