/** A rule that is broken at one place, and how that is told. */
import type { RuleName } from "./names.ts";
import type { Finding, Level, Severity } from "./rule.ts";

export const POLICY_HINT =
  "docs/policy.md has the rules, and how one resource is excepted for a while (policy.exceptions).";

export interface Violation extends Finding {
  rule: RuleName;
  /** `remediate` where Pulumi's engine would mend it; nobody else does, so it counts as mandatory. */
  level: Level;
  severity: Severity;
  /** Logical name, which exceptions take. */
  name: string;
  type: string;
  /** Empty for what is of the stack as a whole. */
  urn: string;
  mend: string;
}

/** Without what comes before: kafka-topic-events: replicationFactor is 1; allowed: at least 3 in production. Set ... */
export function detailOf({ path, given, allowed, mend }: Finding & { mend: string }): string {
  return `${path} is ${given}; allowed: ${allowed}. ${mend}`;
}

/** One line, for a list of them. */
export function sentenceOf(violation: Violation): string {
  return `${violation.rule}: ${violation.name}: ${detailOf(violation)}`;
}
