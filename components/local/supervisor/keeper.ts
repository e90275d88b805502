/** All processes of a stack: what the supervisor does, without the socket that it is asked over. */
import { isDeepStrictEqual } from "node:util";
import { TributaryError } from "../../errors.ts";
import { writeUnlessFull } from "../disk.ts";
import type { StackFolder } from "../folder.ts";
import type { ProcessSpec, ProcessStatus, SupervisorStatus } from "./api.ts";
import { lives } from "./identity.ts";
import { ManagedProcess, type Surroundings } from "./managed.ts";
import { neighbours } from "./neighbours.ts";
import { requireFreePorts } from "./ports.ts";
import { type ProcessRecord, type Records, writeRecords } from "./records.ts";
import { restoreProcesses } from "./restore.ts";
import { defaultTuning, type Tuning } from "./tuning.ts";
import { waitUntilReady } from "./wait-ready.ts";

export class Keeper {
  readonly processes = new Map<string, ManagedProcess>();
  readonly #around: Surroundings;
  #closing: Promise<{ stopped: string[] }> | undefined;
  #onChange: () => void = () => {};
  #disowned = false;

  constructor(folder: StackFolder, stackToken: string, log: (text: string) => void, tuning: Tuning = defaultTuning) {
    const save = (): void => {
      if (this.#disowned) return;
      // What runs is found without records as well, by the token that it carries; so a full disk stops nobody.
      if (!writeUnlessFull(() => writeRecords(folder, this.records())))
        log("the disk is full: records are not written");
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

  /** Takes over what a former supervisor left: see restore.ts. */
  async restore(records: Records): Promise<void> {
    await restoreProcesses(this.#around, records, (record) => this.#add(record));
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
    if (waitReadyMs > 0) {
      await waitUntilReady(managed, this.#around, waitReadyMs, {
        check: () => this.#refuseWhileClosing(spec.name),
        giveUp: (why) => this.#giveUp(managed, why),
      });
    }
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

  #refuseWhileClosing(name: string): void {
    if (!this.#closing) return;
    const { stack } = this.#around.folder;
    throw new TributaryError(
      "TRB_STACK_BUSY",
      `Stack ${stack} is being stopped, so ${name} is not started: try again in a moment.`,
    );
  }
}
