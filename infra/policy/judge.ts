/** The rules held against resources, or against a preview's steps: pure, and the same for everybody who asks. */
import { TributaryError } from "../../components/errors.ts";
import type { PolicyException } from "../settings/keys/policy.ts";
import { endedExceptions, excuseOf, idleExceptions } from "./exceptions.ts";
import type { Resource } from "./resource.ts";
import type { Context, Finding, PlannedStep, ResourceRule, StackRule, StepRule } from "./rule.ts";
import { resourceRules, stackRules, stepRules } from "./rules/index.ts";
import { POLICY_HINT, sentenceOf, type Violation } from "./violation.ts";

export interface Excused extends Violation {
  exception: PolicyException;
}

export interface Verdict {
  /** What is refused. */
  broken: Violation[];
  /** What is told. */
  advice: Violation[];
  /** What an exception allows. */
  excused: Excused[];
}

/** What the program would declare. */
export function judgeResources(
  resources: readonly Resource[],
  context: Context,
  rules: readonly ResourceRule[] = resourceRules,
  wholeRules: readonly StackRule[] = stackRules,
): Verdict {
  const found = resources.flatMap((resource) =>
    rules.flatMap((rule) => rule.check(resource, context).map((finding) => violationOf(rule, resource, finding))),
  );
  const whole = { name: context.stack, type: "stack", urn: "" };
  const ofAll = wholeRules.flatMap((rule) => {
    const level = rule.levelOf?.(context) ?? rule.level;
    return rule.checkStack(resources, context).map((finding) => violationOf({ ...rule, level }, whole, finding));
  });
  const verdict = sorted([...found, ...ofAll], context);
  verdict.broken.unshift(...endedExceptions(context));
  const excused = verdict.excused.map(({ exception }) => exception);
  const here = new Set([...rules, ...wholeRules].map(({ name }) => name));
  verdict.advice.push(...idleExceptions(context, excused).filter(({ rule }) => here.has(rule)));
  return verdict;
}

/** What a preview would do. Exceptions for these rules excuse a step, and ended ones were told with the resources. */
export function judgeSteps(
  steps: readonly PlannedStep[],
  context: Context,
  rules: readonly StepRule[] = stepRules,
): Verdict {
  const found = steps.flatMap((step) =>
    rules.flatMap((rule) => rule.checkStep(step, context).map((finding) => violationOf(rule, step, finding))),
  );
  return sorted(found, context);
}

/** @throws TributaryError TRB_POLICY_BROKEN with all that is refused, each with resource and path; `details.violations` for programs */
export function requireKept({ broken }: Verdict, stack: string): void {
  if (broken.length === 0) return;
  const [only] = broken;
  const message =
    broken.length === 1 && only
      ? `Stack ${stack} breaks a policy. ${sentenceOf(only)}`
      : `Stack ${stack} breaks policies in ${broken.length} places:\n${broken.map((one) => `  ${sentenceOf(one)}`).join("\n")}`;
  throw new TributaryError("TRB_POLICY_BROKEN", message, {
    hint: POLICY_HINT,
    details: { violations: broken },
  });
}

function violationOf(
  { name: rule, level, severity, mend }: Pick<ResourceRule, "name" | "level" | "severity" | "mend">,
  { name, type, urn }: { name: string; type: string; urn: string },
  finding: Finding,
): Violation {
  return { rule, level, severity, name, type, urn, ...finding, mend };
}

function sorted(found: Violation[], context: Context): Verdict {
  const verdict: Verdict = { broken: [], advice: [], excused: [] };
  for (const one of found) {
    const exception = excuseOf(one, context);
    if (exception) verdict.excused.push({ ...one, exception });
    else if (one.level === "advisory") verdict.advice.push(one);
    else verdict.broken.push(one);
  }
  return verdict;
}
