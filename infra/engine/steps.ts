/** The steps of one run: told as events, counted, and remembered when they fail. */
import { TributaryError } from "../../components/errors.ts";
import type { RunEvent, StepKind } from "../automation/types.ts";
import { nameOfUrn } from "./urn.ts";

/** An event without its time, which the writer of events adds. */
export type EventBody = RunEvent extends infer Event ? (Event extends unknown ? Omit<Event, "at"> : never) : never;

export interface Subject {
  urn: string;
  type: string;
}

/** Thrown by a step that failed and has been told already. */
export class StepFailed extends Error {}

export class Steps {
  readonly changes: Partial<Record<StepKind, number>> = {};
  readonly failures: TributaryError[] = [];
  readonly #emit: (event: EventBody) => void;

  constructor(emit: (event: EventBody) => void) {
    this.#emit = emit;
  }

  /**
   * Does a step's work between its two events.
   * @param counted whether it counts as a change; false for the second half of a replacement
   * @throws StepFailed when the work throws; the error is in `failures`
   */
  async run<T>(
    subject: Subject,
    step: StepKind,
    changed: string[],
    work: () => Promise<T>,
    counted = true,
  ): Promise<T> {
    const about = { urn: subject.urn, resourceType: subject.type, name: nameOfUrn(subject.urn), step };
    const started = performance.now();
    this.#emit({ type: "step-started", ...about });
    try {
      const result = await work();
      this.#finished(about, step, changed, started, counted);
      return result;
    } catch (thrown) {
      throw this.fail(subject, step, thrown);
    }
  }

  /** A step without work: nothing to do, or only planned. */
  note(subject: Subject, step: StepKind, changed: string[] = []): void {
    const about = { urn: subject.urn, resourceType: subject.type, name: nameOfUrn(subject.urn), step };
    this.#finished(about, step, changed, performance.now());
  }

  fail(subject: Subject, step: StepKind, thrown: unknown): StepFailed {
    const error = stepError(thrown);
    this.failures.push(error);
    const about = { urn: subject.urn, resourceType: subject.type, name: nameOfUrn(subject.urn), step };
    this.#emit({
      type: "step-failed",
      ...about,
      error: { code: error.code, message: error.message, hint: error.hint },
    });
    return new StepFailed(error.message, { cause: error });
  }

  say(severity: "info" | "warning", text: string, urn?: string): void {
    this.#emit({ type: "message", severity, text, ...(urn ? { urn } : {}) });
  }

  #finished(
    about: { urn: string; resourceType: string; name: string; step: StepKind },
    step: StepKind,
    changed: string[],
    started: number,
    counted = true,
  ): void {
    if (counted) this.changes[step] = (this.changes[step] ?? 0) + 1;
    this.#emit({ type: "step-finished", ...about, changed, ms: Math.round(performance.now() - started) });
  }
}

function stepError(thrown: unknown): TributaryError {
  if (thrown instanceof TributaryError) return thrown;
  return new TributaryError("TRB_RUN_FAILED", thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}

/** All failed steps as one error, with the first one's code. */
export function failureOf(failures: TributaryError[]): TributaryError {
  const [first] = failures;
  if (!first) throw new Error("no step failed");
  if (failures.length === 1) return first;
  return new TributaryError(first.code, `${failures.length} steps failed. The first: ${first.message}`, {
    hint: first.hint,
    details: { ...first.details, failures: failures.map((error) => error.toJSON()) },
    cause: first,
  });
}
