/** Starts the worker threads, starts them again with growing pauses when they end, and knows how they are. */
import { Worker } from "node:worker_threads";
import { AggregatorRegistry, type MetricObject } from "prom-client";
import type { ProcessorConfig } from "../../config.ts";
import { EXIT } from "../../exit.ts";
import type { Log } from "../../log.ts";
import { REFUSALS_AT_START } from "../../until-started.ts";
import type { FromWorker, ToWorker, WorkerInput } from "./messages.ts";
import { RestartPause } from "./restart-pause.ts";

/** A worker that is silent for so long has a blocked event loop. */
const SILENT_MS = 5_000;
const METRICS_MS = 1_000;
/** Of a worker's heap for new objects. V8's own limit lets it grow to three times as much, for no measurable gain in speed. */
const YOUNG_MB = 24;

interface Member {
  index: number;
  worker: Worker | undefined;
  notReady: string[];
  partitions: number;
  heardAt: number;
  startedAt: number;
  pause: RestartPause;
  restarts: number;
  /** As its worker, or the one before it, said last. */
  problems: string[];
  refused: boolean;
  /** As of its last snapshot. */
  metrics: MetricObject[];
}

export class WorkerPool {
  readonly #config: ProcessorConfig;
  readonly #log: Log;
  readonly #onFatal: (message: string, status: number) => void;
  readonly #members: Member[] = [];
  readonly #asked = new Map<number, (metrics: MetricObject[]) => void>();
  /** Counters and histograms of workers that ended: totals of a process must not go back. */
  #retired: MetricObject[] = [];
  #nextId = 0;
  #stopping = false;
  /** Some worker consumed: from then on a refused login is a fault to wait for, before it a wrong setting. */
  #consumed = false;
  #refusals = 0;

  /** @param onFatal what cannot be put right by another worker: a sentence, and the process' exit status */
  constructor(config: ProcessorConfig, log: Log, onFatal: (message: string, status: number) => void) {
    this.#config = config;
    this.#log = log;
    this.#onFatal = onFatal;
  }

  start(): void {
    for (let index = 0; index < this.#config.workers; index += 1) {
      const member = {
        index,
        worker: undefined,
        notReady: [],
        partitions: 0,
        heardAt: 0,
        startedAt: 0,
        pause: new RestartPause(),
        restarts: 0,
        problems: [],
        refused: false,
        metrics: [],
      };
      this.#members.push(member);
      this.#spawn(member);
    }
  }

  /** Why not all workers consume; empty when they do. */
  notReady(now = performance.now()): string[] {
    if (this.#members.length === 0) return ["no worker was started yet"];
    return this.#members.flatMap((member) => {
      if (member.worker === undefined) return [`worker ${member.index} ended and is started again`, ...member.problems];
      if (member.heardAt < member.startedAt) return [`worker ${member.index} is starting`, ...member.problems];
      if (now - member.heardAt > SILENT_MS) return [`worker ${member.index} does not answer`];
      return [...member.notReady, ...member.problems];
    });
  }

  get restarts(): number {
    return this.#members.reduce((sum, member) => sum + member.restarts, 0);
  }

  get partitions(): number {
    return this.#members.reduce((sum, member) => sum + (member.worker === undefined ? 0 : member.partitions), 0);
  }

  /** Metrics of every worker that answers within a second, and what those that ended have counted. */
  async metrics(): Promise<MetricObject[][]> {
    const all = await Promise.all(this.#members.map((member) => this.#metricsOf(member)));
    return [this.#retired, ...all.filter((metrics) => metrics !== undefined)];
  }

  /** Drains all workers. Rejects when one of them did not end well. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const codes = await Promise.all(
      this.#members.map(async ({ worker }) => {
        if (worker === undefined) return 0;
        const ended = new Promise<number>((resolve) => worker.once("exit", resolve));
        worker.postMessage({ type: "stop" } satisfies ToWorker);
        return ended;
      }),
    );
    if (codes.some((code) => code !== 0)) throw new Error("a worker did not drain");
  }

  #spawn(member: Member): void {
    if (this.#stopping) return;
    member.startedAt = performance.now();
    member.heardAt = 0;
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
      workerData: { config: this.#config, index: member.index } satisfies WorkerInput,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    member.worker = worker;
    worker.on("message", (message: FromWorker) => this.#hear(member, message));
    worker.on("error", (error) => this.#log.error({ err: error, worker: member.index }, "worker failed"));
    worker.on("exit", (code) => this.#ended(member, code));
  }

  #hear(member: Member, message: FromWorker): void {
    if (message.type === "status") {
      member.notReady = message.notReady;
      member.partitions = message.partitions;
      member.problems = message.problems;
      member.heardAt = performance.now();
      if (message.notReady.length === 0) {
        this.#consumed = true;
        member.refused = false;
      }
    } else if (message.type === "snapshot") {
      member.metrics = message.metrics;
    } else if (message.type === "metrics") {
      this.#asked.get(message.id)?.(message.metrics);
    } else if (message.type === "refused") {
      member.refused = true;
      member.problems = [message.message];
      this.#refusals += 1;
      if (!this.#consumed && this.#refusals >= REFUSALS_AT_START * this.#config.workers)
        this.#onFatal(message.message, EXIT.refused);
    } else {
      this.#onFatal(message.message, EXIT.configuration);
    }
  }

  #ended(member: Member, code: number): void {
    member.worker = undefined;
    if (this.#stopping) return;
    void this.#retire(member);
    const restartInMs = member.pause.next(performance.now() - member.startedAt, member.refused && this.#consumed);
    this.#log.warn({ worker: member.index, code, restartInMs }, "worker ended, starting another");
    member.restarts += 1;
    setTimeout(() => this.#spawn(member), restartInMs);
  }

  async #retire(member: Member): Promise<void> {
    const counters = member.metrics.filter(({ type }) => ["counter", "histogram"].includes(String(type)));
    member.metrics = [];
    const sum = AggregatorRegistry.aggregate([this.#retired, counters]);
    this.#retired = (await sum.getMetricsAsJSON()) as unknown as MetricObject[];
  }

  #metricsOf({ worker }: Member): Promise<MetricObject[] | undefined> {
    if (worker === undefined) return Promise.resolve(undefined);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(undefined), METRICS_MS);
      const done = (metrics: MetricObject[] | undefined): void => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve(metrics);
      };
      this.#asked.set(id, done);
      worker.postMessage({ type: "metrics", id } satisfies ToWorker);
    });
  }
}
