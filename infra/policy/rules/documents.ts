/** Policies of IAM among the inputs of a resource, which are JSON there. */
import { isObject, listOf, UNKNOWN } from "../read.ts";

export interface Statement {
  /** policy.Statement[2] */
  path: string;
  statement: Record<string, unknown>;
}

export interface Document {
  path: string;
  statements: Statement[];
}

/** Inputs that hold one, of every type of AWS' provider that has one. */
const properties = ["policy", "assumeRolePolicy", "accessPolicies"];

/** What is not known yet, or is no policy, is left out. */
export function documentsOf(inputs: Record<string, unknown>): Document[] {
  const direct = properties.map((path) => ({ path, text: inputs[path] }));
  const inline = listOf(inputs["inlinePolicies"]).map((one, index) => ({
    path: `inlinePolicies[${index}].policy`,
    text: isObject(one) ? one["policy"] : undefined,
  }));
  return [...direct, ...inline].flatMap(({ path, text }) => {
    const parsed = parsedPolicy(text);
    if (parsed === undefined) return [];
    const statements = listOf(parsed["Statement"]).flatMap((statement, index) =>
      isObject(statement) ? [{ path: `${path}.Statement[${index}]`, statement }] : [],
    );
    return [{ path, statements }];
  });
}

export const allowsOf = (documents: readonly Document[]): Statement[] =>
  documents.flatMap(({ statements }) => statements.filter(({ statement }) => statement["Effect"] === "Allow"));

function parsedPolicy(value: unknown): Record<string, unknown> | undefined {
  if (isObject(value)) return value;
  if (typeof value !== "string" || value === UNKNOWN || !value.trimStart().startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
