/** The processors of one group: real processes, each with an agent in its threads. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AppConfigInput } from "../../../app/src/config.ts";
import { type Running, ready, startApp, until } from "../../../app/test/integration/processes.ts";
import type { Told } from "./agent.ts";

const agent = new URL("./agent.ts", import.meta.url).href;

export interface Ended {
  code: number | null;
  /** milliseconds from the signal to the end */
  ms: number;
  output: string;
}

export interface ProcessorOptions {
  /** of configuration, secrets and what the agents write */
  folder: string;
  config(instance: string, opsPort: number): AppConfigInput;
  env?: Record<string, string>;
}

export class Processors {
  /** Of each this is the first part of its name, and of its clients' ids. */
  readonly name: string;
  readonly #port: number;
  readonly #options: ProcessorOptions;
  readonly #running = new Map<number, Running>();

  /**
   * @param name before the number of each
   * @param port of the operations of number 0; the others follow
   */
  constructor(name: string, port: number, options: ProcessorOptions) {
    this.name = name;
    this.#port = port;
    this.#options = options;
  }

  /** Numbers of those that run. */
  get indexes(): number[] {
    return [...this.#running.keys()];
  }
  get ports(): number[] {
    return this.indexes.map((index) => this.#port + index);
  }
  get(index: number): Running {
    return this.#running.get(index)!;
  }
  all(): Running[] {
    return [...this.#running.values()];
  }

  /** @param awaitReady false: returns at once, as one that cannot become ready yet */
  async start(index: number, awaitReady = true): Promise<void> {
    const port = this.#port + index;
    const folder = this.#agentFolder(index);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { env, config } = this.#options;
    const app = startApp(this.#options.folder, config(`${this.name}-${index}`, port), [], undefined, {
      ...env,
      FAULT_AGENT: folder,
      NODE_OPTIONS: `${env?.["NODE_OPTIONS"] ?? ""} --import "${agent}"`.trim(),
    });
    this.#running.set(index, app);
    if (!awaitReady) return;
    await until(`${this.name}-${index} is ready`, 40, () => ready(port)).catch((error: Error) => {
      throw new Error(`${error.message}\n${app.output()}`);
    });
  }
  async end(index: number, signal: NodeJS.Signals): Promise<Ended> {
    const app = this.get(index);
    this.#running.delete(index);
    return { ...(await app.end(signal)), output: app.output() };
  }
  async endAll(signal: NodeJS.Signals): Promise<void> {
    for (const index of this.indexes) await this.end(index, signal);
  }

  /** Times that a process has joined its group so far. */
  joins(index: number): number {
    return this.get(index).output().split("joined the group").length - 1;
  }
  /** The last lines that a process has said, after its name. */
  lastWords(index: number, lines: number): string {
    const said = this.get(index).output().trimEnd().split("\n");
    return [`${this.name}-${index}:`, ...said.slice(-lines)].join("\n");
  }
  /** Tells a thread's agent what to do to it, as agent.ts has it: block MS, crash, fill, collect. */
  command(index: number, thread: string, what: string): void {
    const file = join(this.#agentFolder(index), `${thread}.command`);
    writeFileSync(`${file}.new`, what);
    renameSync(`${file}.new`, file);
  }
  /** What the agents of a process wrote last, by thread. */
  told(index: number): Map<string, Told> {
    const folder = this.#agentFolder(index);
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return new Map(
      files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), "utf8")) as Told]),
    );
  }
  /** Why a process is not ready; empty when it is. */
  async notReady(index: number): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#port + index}/ready`);
    return ((await answer.json()) as { reasons: string[] }).reasons;
  }
  /**
   * Value of a metric, 0 when it is not there.
   * @param labels as they stand between the braces; default: all of them together
   */
  async metric(index: number, name: string, labels = ".*"): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#port + index}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^${name}(?:\\{${labels}\\})? (\\S+)$`, "gm"))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
  }

  #agentFolder(index: number): string {
    return join(this.#options.folder, `agent-${this.name}-${index}`);
  }
}
