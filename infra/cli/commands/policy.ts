/** policy: stack files against the rules, without an engine, a cloud or credentials; for pipelines and for people. */
import type { Excused } from "../../policy/judge.ts";
import { judgeSteps } from "../../policy/judge.ts";
import { plannedStepsIn } from "../../policy/preview-file.ts";
import { judgeStack, type StackVerdict } from "../../policy/stack.ts";
import { detailOf, type Violation } from "../../policy/violation.ts";
import { parseSettings } from "../../settings.ts";
import { readStackFile, stackNames } from "../../stack-file.ts";
import type { CommonOptions } from "../options.ts";
import { print, printJson, usage } from "../output.ts";
import { style, width } from "../style.ts";
import { table } from "../table.ts";

export interface PolicyOptions extends CommonOptions {
  stack?: string;
  /** A preview of Pulumi's as JSON: `pulumi preview --json`. */
  preview?: string;
}

/**
 * Every stack file, or one.
 * @returns exit status: 0 all rules are kept, 5 some are not
 */
export async function policyCommand(named: string | undefined, options: PolicyOptions): Promise<number> {
  const { preview, configFile, json } = options;
  const stack = options.stack ?? named;
  if (named !== undefined && stack !== named) throw usage(`Two stacks are named, ${named} and ${stack}.`);
  if (configFile !== undefined && stack === undefined) throw usage("--config-file is one stack's.", "Add its name.");
  if (preview !== undefined && stack === undefined) throw usage("--preview is one stack's.", "Add its name.");
  const verdicts: StackVerdict[] = [];
  for (const name of stack === undefined ? stackNames() : [stack])
    verdicts.push(await verdictOf(name, configFile, preview));
  const broken = verdicts.reduce((sum, one) => sum + one.broken.length, 0);
  if (json) printJson({ broken, stacks: verdicts });
  else show(verdicts, broken);
  return broken === 0 ? 0 : 5;
}

async function verdictOf(stack: string, configFile?: string, preview?: string): Promise<StackVerdict> {
  const settings = parseSettings(readStackFile(stack, configFile));
  const today = new Date();
  const verdict = await judgeStack(settings, stack, today);
  if (preview === undefined) return verdict;
  const steps = judgeSteps(plannedStepsIn(preview), { settings, stack, today });
  return {
    ...verdict,
    broken: [...verdict.broken, ...steps.broken],
    advice: [...verdict.advice, ...steps.advice],
    excused: [...verdict.excused, ...steps.excused],
  };
}

function show(verdicts: readonly StackVerdict[], broken: number): void {
  const rows = verdicts.map(({ stack, resources, broken: refused, advice, excused }) => [
    stack,
    String(resources),
    String(refused.length),
    String(advice.length),
    String(excused.length),
  ]);
  print(table(["stack", "resources", "broken", "advice", "excepted"], rows, width(), style.bold));
  for (const { stack, broken: refused, advice, excused } of verdicts) {
    if (refused.length + advice.length + excused.length === 0) continue;
    print(`\n${style.bold(stack)}`);
    for (const one of refused) entry(style.bad("broken"), one);
    for (const one of advice) entry(style.notice("advice"), one);
    for (const one of excused) entry(`excepted until ${one.exception.until}`, one);
  }
  print(broken === 0 ? "\nAll rules are kept." : `\nRules are broken in ${broken} places; docs/policy.md has them.`);
}

/** A line that finds the resource, and one below with path, value and what to do; whole, as what is cut cannot be mended. */
function entry(how: string, violation: Violation | Excused): void {
  const { rule, severity, name, type } = violation;
  print(`  ${how} ${style.bold(rule)} (${severity}): ${name}${type === "stack" ? "" : ` ${style.dim(type)}`}`);
  print(`    ${"exception" in violation ? violation.exception.reason : detailOf(violation)}`);
}
