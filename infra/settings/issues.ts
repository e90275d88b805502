/** zod's issues as problems: what stands there, what is allowed. */
import type { z } from "zod";
import { knownKeys, numberAt } from "./known-keys.ts";
import { nearest } from "./nearest.ts";
import { type Problem, pathText } from "./problem.ts";
import { shown, valueAt } from "./shown.ts";

type Issue = z.core.$ZodIssue;

export function problemsOf(issues: readonly Issue[], schema: z.ZodType, raw: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, schema, raw));
}

function problemsOfIssue(issue: Issue, schema: z.ZodType, raw: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path, raw);
    return issue.keys.map((key) => unknownKey([...issue.path, key], known, issue.message));
  }
  const value = valueAt(raw, issue.path);
  if (issue.code === "invalid_key") {
    const allowed = issue.issues.map((inner) => inner.message).join("; ");
    return [{ path: pathText(issue.path), given: `a key ${JSON.stringify(String(issue.path.at(-1)))}`, allowed }];
  }
  return [
    {
      path: pathText(issue.path),
      given: shown(value, issue.path),
      allowed: numberAt(schema, issue.path, raw) ?? allowedBy(issue),
    },
  ];
}

/** A key that nothing reads, with the known one nearest to it. @param reason said where there are no keys at all */
export function unknownKey(path: readonly PropertyKey[], known: string[], reason: string): Problem {
  const near = nearest(String(path.at(-1)), known);
  return {
    path: pathText(path),
    given: "not a known key",
    allowed: known.join(", ") || reason,
    ...(near === undefined ? {} : { nearest: near }),
  };
}

/** What zod says of a union for which the schema has no words. */
const UNSAID = "Invalid input";

const kinds: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "too_small":
      return `${unit(issue.origin)}${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${unit(issue.origin)}${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "invalid_union":
      if ("options" in issue && Array.isArray(issue.options) && issue.options.length > 0)
        return issue.options.map(String).join(", ");
      if (issue.message !== UNSAID) return issue.message;
      return (
        issue.errors.map((errors) => errors.map((error) => allowedBy(error)).join(" and ")).join(", or ") ||
        issue.message
      );
    default:
      return issue.message;
  }
}

/** "a list of at least 1", "text of at most 128", "at least 1" */
function unit(origin: string): string {
  if (origin === "array") return "a list of ";
  return origin === "string" ? "characters: " : "";
}
