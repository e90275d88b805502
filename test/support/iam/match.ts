/** How IAM compares: wildcards and the variables inside them. Source: IAM User Guide, "IAM policy elements: Variables and tags". */

/** Values of a request's context by key, keys in lower case: IAM does not tell cases of keys apart. */
export type Context = ReadonlyMap<string, string[]>;

export function contextOf(values: Record<string, string | string[]>): Context {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}

/** A pattern is taken apart into what must stand there and wildcards, so that the value of a variable holds no wildcard. */
type Part = { text: string } | { wildcard: "*" | "?" };

/** @returns undefined when a variable has no value, or more than one: then nothing matches */
function partsOf(pattern: string, context: Context): Part[] | undefined {
  const parts: Part[] = [];
  // A variable with or without a default, else a wildcard, else text.
  for (const [whole, name, fallback] of pattern.matchAll(/\$\{([^},]+)(?:,\s*'([^']*)')?\}|[*?]|[^*?$]+|\$/g)) {
    if (name !== undefined) {
      const value = variable(name, context) ?? fallback;
      if (value === undefined) return undefined;
      parts.push({ text: value });
    } else if (whole === "*" || whole === "?") parts.push({ wildcard: whole });
    else parts.push({ text: whole });
  }
  return parts;
}

function variable(name: string, context: Context): string | undefined {
  if (["*", "?", "$"].includes(name)) return name;
  const values = context.get(name.toLowerCase());
  return values?.length === 1 ? values[0] : undefined;
}

export interface Comparison {
  ignoreCase?: boolean;
  /** `*` and `?` are only themselves. */
  literal?: boolean;
}

/** Whether a value is what a pattern of a policy means. */
export function like(pattern: string, value: string, context: Context, comparison: Comparison = {}): boolean {
  return expressionOf(pattern, context, comparison)?.test(value) ?? false;
}

/** Those without variables, which are most of them and asked for again and again. */
const known = new Map<string, RegExp>();

function expressionOf(pattern: string, context: Context, comparison: Comparison): RegExp | undefined {
  const { ignoreCase = false, literal = false } = comparison;
  const key = `${ignoreCase} ${literal} ${pattern}`;
  const found = known.get(key);
  if (found) return found;
  const parts = partsOf(pattern, context);
  if (!parts) return undefined;
  const source = parts.map((part) => {
    if ("text" in part) return escaped(part.text);
    if (literal) return escaped(part.wildcard);
    return part.wildcard === "*" ? ".*" : ".";
  });
  const expression = new RegExp(`^${source.join("")}$`, ignoreCase ? "is" : "s");
  if (!pattern.includes("$")) known.set(key, expression);
  return expression;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** Of the six parts of an ARN each on its own: a wildcard does not reach into the next, but for the last. */
export function arnLike(pattern: string, value: string, context: Context): boolean {
  const patterns = partsOfArn(pattern);
  const values = partsOfArn(value);
  return (
    patterns.length === 6 && values.length === 6 && patterns.every((part, index) => like(part, values[index]!, context))
  );
}

/** Colons inside a variable separate nothing. */
function partsOfArn(arn: string): string[] {
  const parts = arn.split(/:(?![^${}]*\})/);
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
