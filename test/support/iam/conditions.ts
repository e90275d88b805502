/** Conditions of a policy's statement. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
import type { PolicyConditions } from "../../../components/aws/policy.ts";
import { arnLike, type Context, like } from "./match.ts";

type Operator = (wanted: string, given: string, context: Context) => boolean;

const operators: Record<string, Operator> = {
  StringEquals: (wanted, given, context) => like(wanted, given, context, { literal: true }),
  StringEqualsIgnoreCase: (wanted, given, context) => like(wanted, given, context, { literal: true, ignoreCase: true }),
  StringLike: (wanted, given, context) => like(wanted, given, context),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  NumericEquals: (wanted, given) => Number(wanted) === Number(given),
  NumericLessThan: (wanted, given) => Number(given) < Number(wanted),
  NumericLessThanEquals: (wanted, given) => Number(given) <= Number(wanted),
  NumericGreaterThan: (wanted, given) => Number(given) > Number(wanted),
  NumericGreaterThanEquals: (wanted, given) => Number(given) >= Number(wanted),
};

/** All of them must hold. @throws Error for an operator that this evaluator does not know, so that none is taken as true */
export function conditionsHold(conditions: PolicyConditions, context: Context): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, [wanted].flat(), context.get(key.toLowerCase()), context),
    ),
  );
}

/** One of the wanted values is enough, or none may match when the operator says Not. */
function holds(operator: string, wanted: string[], given: string[] | undefined, context: Context): boolean {
  if (operator === "Null") return wanted.some((value) => (value === "true") === (given === undefined));
  const [, set, base = "", ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = base.replace(/^(String|Arn|Numeric)Not/, "$1");
  const compare = operators[negated];
  if (!compare) throw new Error(`no such operator of conditions here: ${operator}`);
  const not = negated !== base;
  // A key that is not there matches nothing, and so satisfies what must not match.
  if (given === undefined) return ifExists !== undefined || set === "ForAllValues:" || (not && set === undefined);
  const one = (value: string) => wanted.some((each) => compare(each, value, context)) !== not;
  if (set === undefined && given.length !== 1) throw new Error(`${operator} on a key with ${given.length} values`);
  return set === "ForAllValues:" ? given.every(one) : given.some(one);
}
