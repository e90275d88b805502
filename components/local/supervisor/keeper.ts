/** All processes of a stack: what the supervisor does, without the socket that it is asked over. */
import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { type ErrorCode, TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import type { ProcessSpec, ProcessStatus, SupervisorStatus } from "./api.ts";
import { endProcess } from "./end.ts";
import { findByToken, lives } from "./identity.ts";
import { lastWords } from "./log-file.ts";
import { ManagedProcess, type Surroundings } from "./managed.ts";
import { neighbours } from "./neighbours.ts";
import { supervisorFile } from "./paths.ts";
import { requireFreePorts } from "./ports.ts";
import { type ProcessRecord, type Records, writeRecords } from "./records.ts";
import { defaultTuning, type Tuning } from "./tuning.ts";

/** Milliseconds until SIGKILL for what a dead process of the stack left behind. */
const strayTimeoutMs = 2_000;

export class Keeper {
  readonly processes = new Map<string, ManagedProcess>();
  readonly #around: Surroundings;
  #closing: Promise<{ stopped: string[] }> | undefined;
  #onChange: () => void = () => {};
  #disowned = false;

  constructor(folder: StackFolder, stackToken: string, log: (text: string) => void, tuning: Tuning = defaultTuning) {
    const save = (): void => {
      if (!this.#disowned) writeRecords(folder, this.records());
    };
    this.#around = { folder, stackToken, tuning, log, save };
  }

  /** Told after each change of any process. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** The folder is no longer this supervisor's: its processes are ended, and nothing is written any more. */
  async disown(): Promise<void> {
    this.#disowned = true;
    await this.shutdown();
  }

  /** Whether any process runs or shall run. */
  get busy(): boolean {
    return this.#closing !== undefined || [...this.processes.values()].some((one) => one.state !== "stopped");
  }

  records(): Records {
    const kept = [...this.processes.values()].filter((one) => one.wanted || one.record.identity);
    return {
      version: 1,
      stackToken: this.#around.stackToken,
      processes: Object.fromEntries(kept.map((one) => [one.name, one.record])),
    };
  }

  /** Takes over what a former supervisor left: what lives is adopted, what died is started again. */
  async restore(records: Records): Promise<void> {
    const { stackToken, log } = this.#around;
    const found = await findByToken(stackToken);
    const adopted = new Set<string>();
    for (const record of inOrder(records)) {
      const managed = this.#add(record);
      managed.wanted = true;
      const leader = found.find((one) => one.process === record.spec.name && leadsGroup(one.pid));
      const known = record.identity && (await lives(record.identity, stackToken)) ? record.identity : leader;
      record.identity = null;
      if (!known) continue;
      managed.adopt({ pid: known.pid, startTime: known.startTime });
      adopted.add(record.spec.name);
    }
    const strays = found.filter((one) => !adopted.has(one.process));
    await Promise.all(strays.map((one) => endProcess(one, stackToken, strayTimeoutMs)));
    this.#around.save();
    for (const managed of this.processes.values()) {
      if (adopted.has(managed.name)) continue;
      log(`${managed.name}: died without a supervisor, started again`);
      void managed.serially(async () => {
        managed.record.restarts += 1;
        await managed.start().catch((error: Error) => {
          managed.lastExit = error.message;
          managed.restartLater();
        });
      });
    }
  }

  /** See SupervisorClient.put. */
  async put(spec: ProcessSpec, waitReadyMs: number): Promise<ProcessStatus> {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(spec.name)) {
      throw new TributaryError(
        "TRB_INTERNAL",
        `"${spec.name}" cannot be the name of a process: letters, digits, ".", "_" and "-" only.`,
      );
    }
    this.#refuseWhileClosing(spec.name);
    const order = Math.max(0, ...[...this.processes.values()].map((one) => one.record.order)) + 1;
    const managed =
      this.processes.get(spec.name) ?? this.#add({ spec, order, identity: null, startedAt: null, restarts: 0 });
    await managed.serially(() => this.#converge(managed, spec));
    if (waitReadyMs > 0) await this.#waitReady(managed, waitReadyMs);
    return managed.status();
  }

  async remove(name: string): Promise<void> {
    const managed = this.processes.get(name);
    await managed?.serially(async () => {
      managed.wanted = false;
      await managed.stop();
      if (this.processes.get(name) === managed) this.processes.delete(name);
      this.#around.save();
      this.#onChange();
    });
  }

  async status(): Promise<SupervisorStatus> {
    const processes = await Promise.all([...this.processes.values()].map((one) => one.status()));
    return { version: 1, pid: process.pid, stack: this.#around.folder.stack, processes };
  }

  /**
   * Stops all, last started first (neighbours of one kind together). A second call waits for the first.
   * @param keep whether the next supervisor shall start them again (this one was told to go by the system)
   */
  shutdown(keep = false): Promise<{ stopped: string[] }> {
    this.#closing ??= this.#stopAll(keep);
    return this.#closing;
  }

  /**
   * Neighbours of one kind at the same time: the last of several brokers, stopped alone, would wait in vain for a quorum
   * of controllers to let it go.
   */
  async #stopAll(keep: boolean): Promise<{ stopped: string[] }> {
    const stopped: string[] = [];
    const reversed = [...this.processes.values()].sort((a, b) => b.record.order - a.record.order);
    for (const group of neighbours(reversed, (one) => one.record.spec.kind)) {
      await Promise.all(
        group.map((managed) =>
          managed.serially(async () => {
            if (!keep) managed.wanted = false;
            if (managed.record.identity) stopped.push(managed.name);
            await managed.stop().catch((error: Error) => this.#around.log(error.message));
          }),
        ),
      );
      this.#around.save();
    }
    return { stopped };
  }

  #add(record: ProcessRecord): ManagedProcess {
    const managed = new ManagedProcess(this.#around, record);
    managed.events.on("change", () => this.#onChange());
    this.processes.set(record.spec.name, managed);
    return managed;
  }

  async #converge(managed: ManagedProcess, spec: ProcessSpec): Promise<void> {
    this.#refuseWhileClosing(spec.name);
    const { record } = managed;
    const runs = managed.state === "running";
    const same = isDeepStrictEqual(record.spec, spec);
    // An adopted one may have ended since the last look at it.
    if (runs && same && record.identity && (await lives(record.identity, this.#around.stackToken))) return;
    // A new port that is taken is found before the old process is stopped.
    if (runs) {
      await requireFreePorts(spec, Object.values(record.spec.ports));
      await managed.stop();
    }
    this.processes.set(spec.name, managed);
    record.spec = spec;
    managed.wanted = true;
    managed.forgive();
    try {
      await managed.start();
    } catch (error) {
      this.#giveUp(managed, (error as Error).message);
      throw error;
    }
  }

  #giveUp(managed: ManagedProcess, why: string): void {
    managed.wanted = false;
    managed.lastExit = why;
    this.#around.save();
  }

  async #waitReady(managed: ManagedProcess, waitMs: number): Promise<void> {
    const { name } = managed;
    const signal = AbortSignal.timeout(waitMs);
    while (!managed.ready) {
      this.#refuseWhileClosing(name);
      if (!managed.wanted) throw this.#error("TRB_PROCESS_FAILED", managed, `${name} was removed before it was ready`);
      if (managed.failures >= this.#around.tuning.hopelessAfter) {
        await managed.serially(() => managed.stop());
        this.#giveUp(managed, managed.lastExit ?? "");
        throw this.#error(
          "TRB_PROCESS_FAILED",
          managed,
          `${name} ended ${managed.failures} times before it was ready (${managed.lastExit})`,
        );
      }
      try {
        await once(managed.events, "change", { signal });
      } catch {
        throw this.#error("TRB_NOT_READY", managed, `${name} is not ready after ${waitMs / 1000} s`);
      }
    }
  }

  #error(code: ErrorCode, managed: ManagedProcess, what: string): TributaryError {
    const log = supervisorFile.log(this.#around.folder, managed.name);
    const words = lastWords(log);
    return new TributaryError(code, words ? `${what}; its log says: ${words}` : `${what}.`, {
      hint: `Read ${log}.`,
      details: { process: managed.name, state: managed.state, lastExit: managed.lastExit, log },
    });
  }

  #refuseWhileClosing(name: string): void {
    if (!this.#closing) return;
    const { stack } = this.#around.folder;
    throw new TributaryError(
      "TRB_STACK_BUSY",
      `Stack ${stack} is being stopped, so ${name} is not started: try again in a moment.`,
    );
  }
}

function inOrder(records: Records): ProcessRecord[] {
  return Object.values(records.processes).sort((a, b) => a.order - b.order);
}

/** Each process of the stack leads its group; what it started itself is in that group and leads none. */
function leadsGroup(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
