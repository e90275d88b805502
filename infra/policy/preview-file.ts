/** The steps in what `pulumi preview --json` prints. */
import { readFileSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import { nameOfUrn, typeOfUrn } from "../engine/urn.ts";
import { type FormerState, isLetGo } from "./former-state.ts";
import type { PlannedStep } from "./rule.ts";

const HINT = "`pulumi preview --json > FILE` writes one.";

/** A replacement has three steps there, of which one says it all. */
const kinds: Record<string, PlannedStep["step"]> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  same: "same",
  refresh: "refresh",
  read: "read",
};

/**
 * @param text of one JSON object with `steps`
 * @param from name of the file, for the error
 * @throws TributaryError TRB_USAGE when it is no such preview
 */
export function plannedSteps(text: string, from: string): PlannedStep[] {
  const { steps } = parsed(text, from);
  if (!Array.isArray(steps)) throw noPreview(from);
  return steps.flatMap(({ op, urn, replaceReasons, diffReasons, oldState }: Step): PlannedStep[] => {
    const step = kinds[op];
    if (step === undefined) return [];
    const changed = [...(replaceReasons ?? diffReasons ?? [])];
    const letGo = step === "delete" && isLetGo(oldState);
    return [{ urn, type: typeOfUrn(urn), name: nameOfUrn(urn), step, changed, letGo }];
  });
}

/** @throws TributaryError TRB_USAGE when the file cannot be read, or is no such preview */
export function plannedStepsIn(file: string): PlannedStep[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new TributaryError("TRB_USAGE", `${file} cannot be read: ${(error as Error).message}.`, { hint: HINT });
  }
  return plannedSteps(text, file);
}

interface Step {
  op: string;
  urn: string;
  replaceReasons?: string[] | null;
  diffReasons?: string[] | null;
  oldState?: FormerState | null;
}

function parsed(text: string, from: string): { steps?: unknown } {
  try {
    return JSON.parse(text) as { steps?: unknown };
  } catch {
    throw noPreview(from);
  }
}

function noPreview(from: string): TributaryError {
  return new TributaryError("TRB_USAGE", `${from} is no preview of Pulumi's.`, { hint: HINT });
}
