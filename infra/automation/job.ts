/** What a run is told and what it says: the protocol between the library and the process of a run. */
import type { ErrorCode } from "../../components/errors.ts";
import type { EngineChoice, Operation, RunEvent, RunResult } from "./types.ts";

/** The one argument of run.ts, as JSON. */
export interface Job {
  operation: Operation;
  stack: string;
  engine: EngineChoice;
  adopt: boolean;
  configFile?: string;
  /** After a destroy: stop what is left, and remove the stack's folder. */
  afterDestroy?: "stop" | "purge";
}

/** One line each on the run's file descriptor 3; the last one is the result or the error. */
export type JobLine =
  | RunEvent
  | { type: "result"; result: RunResult }
  | {
      type: "error";
      error: { code: ErrorCode; message: string; hint: string; details: Record<string, unknown> };
      stack?: string;
    };
