/** Whether a request is what a service's model says: members, types, values and lengths, all problems at once. */
import * as pulumi from "@pulumi/pulumi";
import type { Model, Shape } from "./model.ts";

export interface RequestProblem {
  /** Members with dots, such as Provisioned.BrokerNodeGroupInfo.InstanceType. */
  path: string;
  problem: string;
}

/** Where the services take more or less than their models say. */
export type Overrides = Record<string, Partial<Shape>>;

/** @param overrides by the shape's name, over what the model says */
export function requestProblems(
  model: Model,
  shape: string,
  value: unknown,
  overrides: Overrides = {},
): RequestProblem[] {
  const problems: RequestProblem[] = [];
  const say = (path: string, problem: string): void => {
    problems.push({ path, problem });
  };
  visit(shape, value, "");
  return problems;

  function visit(name: string, given: unknown, path: string): void {
    // Known only after an `up`: may become anything.
    if (given === pulumi.runtime.unknownValue) return;
    const rules: Shape = { ...model.shapes[name]!, ...overrides[name] };
    if (rules.document) return;
    const kind = kindOf(given);
    const wanted = kinds[rules.type];
    if (!wanted.includes(kind)) say(path, `is ${kind} ${shown(given)}, and the API takes ${rules.type}`);
    else if (rules.type === "structure") structure(rules, given as Record<string, unknown>, path);
    else if (rules.type === "list") {
      within(rules, (given as unknown[]).length, "entries", path);
      for (const [index, each] of (given as unknown[]).entries()) visit(rules.member!.shape, each, `${path}[${index}]`);
    } else if (rules.type === "map") {
      within(rules, Object.keys(given as object).length, "entries", path);
      for (const [key, each] of Object.entries(given as object)) {
        visit(rules.key!.shape, key, `${path}{${key}}`);
        visit(rules.value!.shape, each, `${path}.${key}`);
      }
    } else if (rules.type === "string") text(rules, given as string, path);
    else if (rules.type === "blob") within(rules, Buffer.byteLength(given as string), "bytes", path);
    else if (kind === "a number") {
      within(rules, given as number, "", path);
      if (["integer", "long"].includes(rules.type) && !Number.isInteger(given))
        say(path, `is ${given}, not a whole number`);
    }
  }

  function structure(rules: Shape, given: Record<string, unknown>, path: string): void {
    const at = (member: string) => (path === "" ? member : `${path}.${member}`);
    const members = rules.members ?? {};
    const there = Object.keys(given).filter((member) => given[member] !== undefined);
    for (const member of rules.required ?? [])
      if (!there.includes(member)) say(at(member), "is missing, and the API requires it");
    for (const member of there) {
      const found = members[member];
      if (found) visit(found.shape, given[member], at(member));
      else say(at(member), `is no member; there is ${Object.keys(members).join(", ") || "none"}`);
    }
    if (rules.union && there.length !== 1) say(path, `has ${there.length} members of which the API takes one`);
  }

  function text(rules: Shape, given: string, path: string): void {
    if (rules.enum && !rules.enum.includes(given)) {
      say(path, `is ${shown(given)}, and the API takes ${rules.enum.join(", ")}`);
      return;
    }
    within(rules, [...given].length, "characters", path);
    if (rules.pattern !== undefined && !whole(rules.pattern).test(given))
      say(path, `is ${shown(given)}, which does not match ${rules.pattern}`);
  }

  function within({ min, max }: Shape, size: number, unit: string, path: string): void {
    const has = unit === "" ? `is ${size}` : `has ${size} ${unit}`;
    if (min !== undefined && size < min) say(path, `${has}, and the API takes at least ${min}`);
    if (max !== undefined && size > max) say(path, `${has}, and the API takes at most ${max}`);
  }
}

const kinds: Record<Shape["type"], string[]> = {
  structure: ["an object"],
  map: ["an object"],
  list: ["a list"],
  string: ["a text"],
  blob: ["a text"],
  timestamp: ["a text", "a number"],
  integer: ["a number"],
  long: ["a number"],
  float: ["a number"],
  double: ["a number"],
  boolean: ["a truth value"],
};

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  const names: Record<string, string> = { string: "a text", number: "a number", boolean: "a truth value" };
  return names[typeof value] ?? "an object";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const expressions = new Map<string, RegExp>();

/** The models mean a pattern of the whole text, whose lines are no matter, with Java's classes in some of them. */
function whole(pattern: string): RegExp {
  const found = expressions.get(pattern);
  if (found) return found;
  const source = `^(?:${pattern.replaceAll("\\p{Print}", "[\\x20-\\x7e]")})$`;
  let expression: RegExp;
  try {
    expression = new RegExp(source, "su");
  } catch {
    // Escapes that only the older syntax takes, such as \_ or [\w-_].
    expression = new RegExp(source, "s");
  }
  expressions.set(pattern, expression);
  return expression;
}
