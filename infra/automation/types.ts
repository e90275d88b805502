/** What every caller of the automation library sees: options, events, results, run records. */
import type { ErrorCode } from "../../components/errors.ts";
import type { Estimate } from "../cost/estimate.ts";

export type EngineName = "pulumi" | "embedded";
export type EngineChoice = "auto" | EngineName | "npm";
export type Operation = "preview" | "up" | "refresh" | "destroy";
export type StepKind = "create" | "update" | "replace" | "delete" | "same" | "refresh" | "read";

export interface RunOptions {
  stack: string;
  /** Default: auto (the `pulumi` on PATH, else embedded). */
  engine?: EngineChoice;
  /** Take over a stack that the other engine owns. */
  adopt?: boolean;
  /** A stack file elsewhere than stacks/Pulumi.<stack>.yaml. */
  configFile?: string;
  /** Called with each event, in order. */
  onEvent?: (event: RunEvent) => void;
  /** Abort it to cancel: the run stops after the steps under way, and `up` or `destroy` can go on from there. */
  signal?: AbortSignal;
  /** Abort it as well not to wait for the steps under way either. */
  force?: AbortSignal;
}

/** One line each on the wire (NDJSON), and in the run's record. `at` is ISO time. `cost` is told of stacks that are paid for, before anything else. */
export type RunEvent = { at: string } & (
  | { type: "run-started"; run: string; operation: Operation; stack: string; engine: EngineName }
  | { type: "step-started"; urn: string; resourceType: string; name: string; step: StepKind }
  | {
      type: "step-finished";
      urn: string;
      resourceType: string;
      name: string;
      step: StepKind;
      ms: number;
      changed: string[];
      /** Of a deletion by Pulumi's engine: nothing in the state protected or retained it. */
      letGo?: boolean;
    }
  | {
      type: "step-failed";
      urn: string;
      resourceType: string;
      name: string;
      step: StepKind;
      error: { code: ErrorCode; message: string; hint: string };
    }
  | { type: "cost"; text: string; estimate: Estimate }
  | { type: "message"; severity: "debug" | "info" | "warning" | "error"; text: string; urn?: string }
  | {
      type: "run-finished";
      result: "succeeded" | "failed" | "cancelled";
      changes: Partial<Record<StepKind, number>>;
      ms: number;
    }
);

export interface RunResult {
  run: string;
  operation: Operation;
  stack: string;
  engine: EngineName;
  changes: Partial<Record<StepKind, number>>;
  /** Secret outputs are replaced by "[secret]". */
  outputs: Record<string, unknown>;
  ms: number;
}

/** runs/<id>.json in the stack's folder; the events stand beside it as runs/<id>.ndjson. */
export interface RunRecord {
  version: 1;
  run: string;
  operation: Operation;
  stack: string;
  engine: EngineName;
  startedAt: string;
  finishedAt: string | null;
  result: "running" | "succeeded" | "failed" | "cancelled";
  changes: Partial<Record<StepKind, number>>;
  error: { code: ErrorCode; message: string; hint: string } | null;
  pid: number;
}
