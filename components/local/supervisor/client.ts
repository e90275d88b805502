/** How everything else talks to the supervisor of a stack. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../errors.ts";
import { compileCache } from "../compile-cache.ts";
import { projectRoot, type StackFolder } from "../folder.ts";
import type { ProcessSpec, ProcessStatus, SupervisorStatus } from "./api.ts";
import { passedOn } from "./environment.ts";
import { privateFolder } from "./files.ts";
import { lastWords } from "./log-file.ts";
import { supervisorFile } from "./paths.ts";
import { readRecords } from "./records.ts";
import { call, NoAnswer } from "./rpc.ts";
import { stopEverything } from "./stop.ts";

export { stopEverything };

/** Milliseconds that a new supervisor gets to answer; it takes about 150. */
const startTimeoutMs = 15_000;

export interface SupervisorClient {
  readonly stack: string;
  status(): Promise<SupervisorStatus>;
  /**
   * Starts the process, or replaces it when its spec differs; an unchanged one that lives is left alone.
   * @param opts.waitReadyMs milliseconds to wait until it is ready; 0 (default): until it is started
   * @throws TRB_PORT_IN_USE, TRB_NOT_READY (it goes on running), TRB_PROCESS_FAILED (it ended again and again and is stopped)
   */
  put(spec: ProcessSpec, opts?: { waitReadyMs?: number }): Promise<ProcessStatus>;
  /** Stops the process and forgets it; one that is not there is fine. */
  remove(name: string): Promise<void>;
  /** Stops everything, last started first, and ends the supervisor. */
  shutdown(): Promise<void>;
}

/** The supervisor that answers, or undefined. Starts nothing. */
export async function connectSupervisor(folder: StackFolder): Promise<SupervisorClient | undefined> {
  return (await answers(folder)) ? client(folder, false) : undefined;
}

/**
 * The stack's supervisor; started (a session of its own, so that it outlives the caller) when none answers.
 * @throws TRB_PROCESS_FAILED when it cannot be started
 */
export async function ensureSupervisor(folder: StackFolder): Promise<SupervisorClient> {
  if (!(await answers(folder))) await startSupervisor(folder);
  return client(folder, true);
}

/** The pid of the supervisor that answers; undefined when none does. */
async function answers(folder: StackFolder): Promise<number | undefined> {
  try {
    return (await call<{ pid: number }>(folder, "GET", "/v1/hello", undefined, 5_000)).pid;
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

async function startSupervisor(folder: StackFolder): Promise<void> {
  privateFolder(folder.path("supervisor"));
  privateFolder(folder.path("logs"));
  // Read here for the errors' sake: a supervisor could only write them to its log.
  readRecords(folder);
  const logFile = supervisorFile.log(folder, "supervisor");
  const log = openSync(logFile, "a", 0o600);
  const main = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
  let exit: string | undefined;
  let started: number | undefined;
  try {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, folder.stack], {
      cwd: projectRoot,
      detached: true,
      stdio: ["ignore", log, log],
      // The supervisor finds the folder by the name of the stack.
      env: {
        ...compileCache(),
        ...passedOn(process.env, { coverage: true }),
        TRIBUTARY_HOME: resolve(folder.root, "../.."),
      },
    });
    child.on("exit", (code, signal) => {
      exit = signal ? `signal ${signal}` : `exit code ${code}`;
    });
    child.on("error", (error) => {
      exit = error.message;
    });
    child.unref();
    started = child.pid;
  } finally {
    closeSync(log);
  }
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    await sleep(20);
    const pid = await answers(folder);
    // When another caller's supervisor was quicker, this one's ends: waited for, lest it come to life after a stop.
    if (pid === started || (pid !== undefined && exit !== undefined)) return;
    // Exit code 0: another one holds the lock and is about to answer.
    if (exit !== undefined && exit !== "exit code 0") break;
  }
  throw new TributaryError(
    "TRB_PROCESS_FAILED",
    `The supervisor of stack ${folder.stack} did not start (${exit ?? `no answer within ${startTimeoutMs / 1000} s`}): ${lastWords(logFile) || "its log is empty"}`,
    {
      hint: `Read ${logFile}.`,
    },
  );
}

function client(folder: StackFolder, startAgain: boolean): SupervisorClient {
  /** A supervisor without processes ends itself, maybe between two calls: then once more with a new one. */
  const send = async <T>(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<T> => {
    try {
      return await call<T>(folder, method, path, body, timeoutMs);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (!startAgain) {
        throw new TributaryError(
          "TRB_STACK_DOWN",
          `The supervisor of stack ${folder.stack} does not answer: ${error.message}.`,
          { cause: error },
        );
      }
      if (!(await answers(folder))) await startSupervisor(folder);
      return await call<T>(folder, method, path, body, timeoutMs);
    }
  };
  const longMs = 120_000;
  return {
    stack: folder.stack,
    status: () => send<SupervisorStatus>("GET", "/v1/status"),
    put: (spec, opts = {}) => {
      const waitReadyMs = opts.waitReadyMs ?? 0;
      return send<ProcessStatus>(
        "PUT",
        `/v1/processes/${encodeURIComponent(spec.name)}`,
        { spec, waitReadyMs },
        waitReadyMs + spec.stopTimeoutMs + longMs,
      );
    },
    remove: async (name) => {
      await send("DELETE", `/v1/processes/${encodeURIComponent(name)}`, undefined, longMs * 5);
    },
    shutdown: async () => {
      // Works without a supervisor, too: none is started only to stop what it would start.
      await stopEverything(folder);
    },
  };
}
