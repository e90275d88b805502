/** One process that is kept running: started, watched, restarted with growing pauses, stopped. */
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import type { ProcessState, ProcessStatus } from "./api.ts";
import { killLeftovers, signalGroup } from "./end.ts";
import { type Identity, residentBytes, startTimeOf } from "./identity.ts";
import { requireFreePorts } from "./ports.ts";
import { isReady } from "./readiness.ts";
import type { ProcessRecord } from "./records.ts";
import { startProcess } from "./spawn.ts";
import type { Tuning } from "./tuning.ts";

/** What a process needs of the supervisor around it. */
export interface Surroundings {
  folder: StackFolder;
  stackToken: string;
  tuning: Tuning;
  /** Writes the records down. */
  save(): void;
  log(text: string): void;
}

export class ManagedProcess {
  readonly record: ProcessRecord;
  state: ProcessState = "stopped";
  ready = false;
  lastExit: string | null = null;
  /** Ends since it was last ready or put. */
  failures = 0;
  /** Whether it shall run; what shall not is not in the records. */
  wanted = false;
  /** "change" after each change of state or readiness. */
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly #around: Surroundings;
  #restartTimer: NodeJS.Timeout | undefined;
  #pause: number;
  /** Raised at each start and end, so that loops of a former run end. */
  #run = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings, record: ProcessRecord) {
    this.#around = around;
    this.record = record;
    this.#pause = around.tuning.backOffMs;
  }

  get name(): string {
    return this.record.spec.name;
  }

  /** Does one thing at a time to this process. */
  serially<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  /** Starts it. Call within `serially`. @throws what keeps it from starting; then it is stopped */
  async start(): Promise<void> {
    const { spec } = this.record;
    clearTimeout(this.#restartTimer);
    this.#become("starting");
    try {
      await requireFreePorts(spec);
      this.record.identity = null;
      this.record.startedAt = new Date().toISOString();
      this.#around.save();
      const child = await startProcess(this.#around.folder, spec, this.#around.stackToken);
      const run = ++this.#run;
      child.once("exit", (code, signal) => this.#ended(run, signal ? `signal ${signal}` : `exit code ${code}`));
      const pid = child.pid!;
      const startTime = await startTimeOf(pid);
      if (run !== this.#run) return;
      // One that ended at once has no start time any more; its exit is told next.
      this.record.identity = { pid, startTime: startTime ?? "ended" };
      this.#around.save();
      this.#around.log(`${this.name}: started, pid ${pid}`);
      this.#running(run);
    } catch (error) {
      this.#become("stopped");
      throw error;
    }
  }

  /** Takes over a live process that a former supervisor started. */
  adopt(identity: Identity): void {
    this.record.identity = identity;
    const run = ++this.#run;
    this.#around.log(`${this.name}: adopted, pid ${identity.pid}`);
    this.#running(run);
    void this.#watchAdopted(run, identity);
  }

  /** Ends it, SIGKILL after its time limit. Call within `serially`. */
  async stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    const { identity, spec } = this.record;
    if (!identity) return this.#become("stopped");
    this.#become("stopping");
    // An adopted one may have ended since the last look, and its pid be a stranger's.
    if ((await startTimeOf(identity.pid)) === identity.startTime) signalGroup(identity.pid, "SIGTERM");
    if (!(await this.#endedWithin(spec.stopTimeoutMs))) {
      this.#around.log(`${this.name}: still there ${spec.stopTimeoutMs} ms after SIGTERM, killed`);
      signalGroup(identity.pid, "SIGKILL");
      if (!(await this.#endedWithin(10_000))) {
        throw new TributaryError(
          "TRB_PROCESS_FAILED",
          `${this.name} (pid ${identity.pid}) does not end, even after SIGKILL: it hangs in the kernel, probably on a disk.`,
        );
      }
    }
  }

  /** Starts it again after a pause; the pause doubles each time. */
  restartLater(): void {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, this.#around.tuning.backOffMaxMs);
    this.#become("backing-off");
    this.#around.log(`${this.name}: ${this.lastExit}; again in ${pause} ms`);
    this.#restartTimer = setTimeout(() => {
      void this.serially(async () => {
        if (this.state !== "backing-off") return;
        this.record.restarts += 1;
        try {
          await this.start();
        } catch (error) {
          this.lastExit = (error as Error).message;
          this.failures += 1;
          this.restartLater();
        }
      });
    }, pause);
  }

  /** The next restart comes after the shortest pause again. */
  forgive(): void {
    this.#pause = this.#around.tuning.backOffMs;
    this.failures = 0;
  }

  /** As it is now: readiness is looked at again, for a process may have stopped answering since. */
  async status(): Promise<ProcessStatus> {
    const { spec, identity, startedAt, restarts } = this.record;
    const ready = this.state === "running" && this.ready && (await isReady(spec.ready));
    return {
      name: spec.name,
      kind: spec.kind,
      state: this.state,
      ready,
      pid: identity?.pid ?? null,
      ports: spec.ports,
      restarts,
      startedAt,
      lastExit: this.lastExit,
      residentBytes: identity ? await residentBytes(identity.pid) : null,
      revision: spec.revision,
    };
  }

  #become(state: ProcessState): void {
    this.state = state;
    if (state !== "running") this.ready = false;
    this.events.emit("change");
  }

  #running(run: number): void {
    if (run !== this.#run) return;
    this.#become("running");
    void this.#watchReadiness(run);
  }

  async #watchReadiness(run: number): Promise<void> {
    const { readyPollMs, readyPollMaxMs } = this.#around.tuning;
    const since = Date.now();
    while (run === this.#run && !(await isReady(this.record.spec.ready))) {
      await sleep(Date.now() - since < 20_000 ? readyPollMs : readyPollMaxMs);
    }
    if (run !== this.#run) return;
    this.ready = true;
    this.failures = 0;
    this.events.emit("change");
  }

  /** Not a child of this process, so its end is only seen by looking. */
  async #watchAdopted(run: number, identity: Identity): Promise<void> {
    while (run === this.#run) {
      const stopping = this.state === "stopping";
      await sleep(stopping ? 50 : this.#around.tuning.adoptedPollMs);
      if (run === this.#run && (await startTimeOf(identity.pid)) !== identity.startTime) {
        this.#ended(run, "ended, exit code unknown (a former supervisor had started it)");
      }
    }
  }

  #ended(run: number, how: string): void {
    if (run !== this.#run) return;
    this.#run += 1;
    const { identity, startedAt } = this.record;
    const stopping = this.state === "stopping";
    this.lastExit = how;
    this.record.identity = null;
    if (identity) void killLeftovers(identity.pid);
    if (stopping) {
      this.#around.log(`${this.name}: stopped (${how})`);
      this.#become("stopped");
    } else {
      if (startedAt && Date.now() - Date.parse(startedAt) >= this.#around.tuning.stableMs) this.forgive();
      this.failures += 1;
      this.restartLater();
    }
    try {
      this.#around.save();
    } catch (error) {
      this.#around.log(`the records could not be written: ${(error as Error).message}`);
    }
  }

  async #endedWithin(timeoutMs: number): Promise<boolean> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      while (this.state === "stopping") await once(this.events, "change", { signal });
    } catch {
      // Time is over.
    }
    return this.state !== "stopping";
  }
}
