/** Pulumi's engine events as events of a run. */
import { TributaryError } from "../../../components/errors.ts";
import { decodeError } from "../../../components/local/provider-errors.ts";
import { protectedError } from "../../engine/custom.ts";
import type { EventBody } from "../../engine/steps.ts";
import { nameOfUrn, stackType, typeOfUrn } from "../../engine/urn.ts";
import { masked } from "../../engine/values.ts";
import { type FormerState, isLetGo } from "../../policy/former-state.ts";
import { POLICY_HINT } from "../../policy/violation.ts";
import type { StepKind } from "../types.ts";

/** Parts of a replacement are told as one step. */
const kinds: Record<string, StepKind | undefined> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  same: "same",
  refresh: "refresh",
  read: "read",
};

export class Translator {
  readonly #emit: (event: EventBody) => void;
  readonly #started = new Map<string, number>();
  /** Errors that were told of a resource before its step was told to have failed. */
  readonly #told = new Map<string, string[]>();
  readonly failures: TributaryError[] = [];
  changes: Partial<Record<StepKind, number>> = {};
  outputs: Record<string, unknown> = {};
  /** Errors of no resource: the program's, the CLI's. */
  readonly errors: string[] = [];

  constructor(emit: (event: EventBody) => void) {
    this.#emit = emit;
  }

  event(event: Record<string, any>): void {
    if (event["resourcePreEvent"]) this.#pre(event["resourcePreEvent"].metadata);
    else if (event["resOutputsEvent"]) this.#done(event["resOutputsEvent"].metadata);
    else if (event["resOpFailedEvent"]) this.#failed(event["resOpFailedEvent"].metadata);
    else if (event["policyEvent"]) this.#policy(event["policyEvent"]);
    else if (event["policyRemediationEvent"]) this.#mended(event["policyRemediationEvent"]);
    else if (event["diagnosticEvent"]) this.#diagnostic(event["diagnosticEvent"]);
    else if (event["summaryEvent"]) this.#summary(event["summaryEvent"].resourceChanges ?? {});
  }

  #pre({ op, urn }: Metadata): void {
    const step = stepOf(op, urn);
    this.#started.set(urn, performance.now());
    if (step && step !== "same") this.#emit({ type: "step-started", ...about(urn), step });
  }

  #done({ op, urn, diffs, old, new: state }: Metadata): void {
    if (typeOfUrn(urn) === stackType && state) this.outputs = masked(state.outputs) as Record<string, unknown>;
    const step = stepOf(op, urn);
    const started = this.#started.get(urn);
    // A component is told once more when it registers its outputs.
    if (!step || started === undefined) return;
    this.#started.delete(urn);
    const ms = Math.round(performance.now() - started);
    const letGo = step === "delete" && isLetGo(old) ? { letGo: true } : {};
    this.#emit({ type: "step-finished", ...about(urn), step, changed: [...(diffs ?? [])].sort(), ms, ...letGo });
  }

  #failed({ op, urn }: Metadata): void {
    const told = this.#told.get(urn) ?? [];
    const text = told.find(decodeError) ?? told[0] ?? `${nameOfUrn(urn)} (${typeOfUrn(urn)}) failed.`;
    const error = saysProtected.test(text) ? protectedError({ urn, type: typeOfUrn(urn) }) : errorFrom(text);
    this.failures.push(error);
    const step = kinds[op] ?? (op.startsWith("delete") ? "delete" : "create");
    this.#emit({
      type: "step-failed",
      ...about(urn),
      step,
      error: { code: error.code, message: error.message, hint: error.hint },
    });
  }

  #diagnostic({ urn, severity, message, ephemeral }: Diagnostic): void {
    if (severity === "debug" || ephemeral) return;
    const text = message.replace(/<\{%[^%]*%\}>/g, "").trim();
    if (text === "") return;
    if (severity === "error") {
      if (urn && typeOfUrn(urn) !== stackType) this.#told.set(urn, [...(this.#told.get(urn) ?? []), text]);
      else if (text !== "update failed" && text !== "preview failed") this.errors.push(text);
      return;
    }
    const level = severity === "warning" ? "warning" : "info";
    this.#emit({ type: "message", severity: level, text, ...(urn ? { urn } : {}) });
  }

  /** What a policy pack says of a resource; its description, which the docs have, is the first line. */
  #policy({ resourceUrn = "", policyName, message, enforcementLevel }: PolicyEvent): void {
    const detail =
      message
        .replace(/<\{%[^%]*%\}>/g, "")
        .trim()
        .split("\n")
        .at(-1) ?? "";
    const text = `${policyName}: ${nameOfUrn(resourceUrn)}: ${detail}`;
    if (enforcementLevel !== "mandatory") this.#emit({ type: "message", severity: "warning", text, urn: resourceUrn });
    else this.failures.push(new TributaryError("TRB_POLICY_BROKEN", text, { hint: POLICY_HINT }));
  }

  #mended({ resourceUrn = "", policyName }: PolicyEvent): void {
    const text = `${policyName}: ${nameOfUrn(resourceUrn)} was mended by the policy.`;
    this.#emit({ type: "message", severity: "warning", text, urn: resourceUrn });
  }

  #summary(changes: Record<string, number>): void {
    for (const [op, count] of Object.entries(changes)) {
      const step = kinds[op];
      if (step) this.changes[step] = (this.changes[step] ?? 0) + count;
    }
  }

  /** The run's error: the first failed step's, else the program's or the CLI's. */
  failure(otherwise: string): TributaryError {
    const [first] = this.failures;
    if (first) {
      if (this.failures.length === 1) return first;
      const policies = this.failures.filter(({ code }) => code === "TRB_POLICY_BROKEN");
      if (policies.length === this.failures.length)
        return new TributaryError(
          first.code,
          `Policies are broken in ${policies.length} places:\n${policies.map(({ message }) => `  ${message}`).join("\n")}`,
          { hint: first.hint },
        );
      return new TributaryError(first.code, `${this.failures.length} steps failed. The first: ${first.message}`, {
        hint: first.hint,
        details: { failures: this.failures.map((error) => error.toJSON()) },
      });
    }
    const texts = [...[...this.#told.values()].flat(), ...this.errors];
    return errorFrom(texts.find(decodeError) ?? texts[0] ?? otherwise);
  }
}

/** In a text of Pulumi: a protected resource was to be deleted, or replaced. */
const saysProtected = /because it is protected|currently marked for protection/;

/** As Pulumi Cloud says it, and a backend of files (@pulumi/pulumi, automation/errors.js). */
const saysBusy = /\[409\] Conflict: Another update is currently in progress|the stack is currently locked by/;

interface Metadata {
  op: string;
  urn: string;
  diffs?: string[] | null;
  old?: FormerState | null;
  new?: { outputs: Record<string, unknown> } | null;
}
interface Diagnostic {
  urn?: string;
  severity: string;
  message: string;
  ephemeral?: boolean;
}

interface PolicyEvent {
  resourceUrn?: string;
  policyName: string;
  message: string;
  enforcementLevel: string;
}

/** Pulumi's own resources for providers are nobody's business here. */
function stepOf(op: string, urn: string): StepKind | undefined {
  return typeOfUrn(urn).startsWith("pulumi:providers:") ? undefined : kinds[op];
}

function about(urn: string) {
  return { urn, resourceType: typeOfUrn(urn), name: nameOfUrn(urn) };
}

/** The provider runs in another process and tells its code in the text; the program, and Pulumi itself, tell none. */
function errorFrom(text: string): TributaryError {
  if (saysBusy.test(text))
    return new TributaryError("TRB_STACK_BUSY", "Another run holds the stack, says Pulumi's backend.", {
      hint: "Wait until it has ended, or end it with `pulumi cancel`.",
    });
  return decodeError(text) ?? new TributaryError("TRB_RUN_FAILED", countedErrors(text) ?? said(text) ?? text);
}

/** Of a provider that counts its errors, after "Preview failed: " or nothing, and says each in a few lines: these, without the count. */
function countedErrors(text: string): string | undefined {
  const [, errors] = /^(?:[\w ]+: |\s*)\d+ errors? occurred:\n(.+)$/s.exec(text) ?? [];
  return errors
    ?.replace(/\s+/g, " ")
    .replace(/^ ?\* /, "")
    .trim()
    .slice(0, MOST);
}
/** characters; what is longer is somebody's object, printed whole */
const MOST = 1_000;

/** The program's own sentence, with the list that it begins when it ends with a colon; its stack follows. */
function said(text: string): string | undefined {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.trim() !== "" && !/^\s*Running program .* failed with/.test(line));
  const first = lines[from]?.trim();
  if (!first?.endsWith(":")) return first;
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => !/^ {2}\S/.test(line));
  return [first, ...rest.slice(0, end === -1 ? undefined : end)].join("\n");
}
