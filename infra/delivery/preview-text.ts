/** A preview as Markdown: how much changes, what the stack costs, and each resource, those that are made anew or deleted first. */
import type { RunResult, StepKind } from "../automation/index.ts";

export interface PreviewStep {
  name: string;
  resourceType: string;
  step: StepKind;
  changed: string[];
}

/** Rows at most: GitHub takes 65,536 characters of a comment. */
const ROWS = 200;

const order: StepKind[] = ["replace", "delete", "update", "create", "refresh", "read", "same"];

/** @param cost Markdown; empty: nothing is to be paid */
export function previewText(
  { stack, changes }: Pick<RunResult, "stack" | "changes">,
  steps: PreviewStep[],
  cost = "",
): string {
  const rank = ({ step }: PreviewStep) => order.indexOf(step);
  const sorted = [...steps].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const counts = order.filter((kind) => kind !== "same" && changes[kind]).map((kind) => `${changes[kind]} to ${kind}`);
  const heading = `### Preview of ${stack}\n\n${counts.length === 0 ? "Nothing changes." : `${counts.join(", ")}.`}\n${cost === "" ? "" : `\n${cost}`}`;
  if (sorted.length === 0) return heading;
  const rows = sorted.slice(0, ROWS).map(rowOf);
  const rest = sorted.length > ROWS ? `\n${sorted.length - ROWS} more are left out.\n` : "";
  return `${heading}\n| | resource | type | what |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n${rest}`;
}

function rowOf({ step, name, resourceType, changed }: PreviewStep): string {
  const loud = step === "replace" || step === "delete";
  return `| ${loud ? `**${step}**` : step} | ${name} | \`${resourceType}\` | ${changed.join(", ")} |`;
}
