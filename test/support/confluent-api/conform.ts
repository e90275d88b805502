/** Whether a request is one that a specification takes: stricter than the services, which leave out what they do not know. */
import type { Schema, Specification } from "./specifications.ts";

/** @returns a sentence each; empty: it conforms */
export function violations(specification: Specification, schema: Schema, value: unknown, path = "body"): string[] {
  return check(specification.components.schemas, schema, value, path);
}

type Schemas = Record<string, Schema>;

function check(schemas: Schemas, given: Schema, value: unknown, path: string): string[] {
  const schema = whole(schemas, given);
  if (value === null) return schema.nullable ? [] : [`${path} is null`];
  if (schema.oneOf) return oneOf(schemas, schema, value, path);
  const found: string[] = [];
  const say = (wrong: boolean, text: string) => void (wrong && found.push(`${path} ${text}`));
  const allowed = schema.enum ?? schema["x-extensible-enum"];
  say(
    allowed !== undefined && !allowed.includes(value),
    `is ${JSON.stringify(value)}, not one of ${allowed?.join(", ")}`,
  );
  switch (schema.type ?? (schema.properties ? "object" : undefined)) {
    case "object":
      return [...found, ...object(schemas, schema, value, path)];
    case "array":
      return [...found, ...list(schemas, schema, value, path)];
    case "string":
      say(typeof value !== "string", `is ${typeof value}, not text`);
      if (typeof value !== "string") return found;
      say(value.length < (schema.minLength ?? 0), `is shorter than ${schema.minLength}`);
      say(value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY), `is longer than ${schema.maxLength}`);
      say(schema.pattern !== undefined && !new RegExp(schema.pattern).test(value), `does not match ${schema.pattern}`);
      return found;
    case "integer":
    case "number":
      say(typeof value !== "number", `is ${typeof value}, not a number`);
      say(schema.type === "integer" && !Number.isInteger(value), "is no whole number");
      say(Number(value) < (schema.minimum ?? Number.NEGATIVE_INFINITY), `is less than ${schema.minimum}`);
      say(Number(value) > (schema.maximum ?? Number.POSITIVE_INFINITY), `is more than ${schema.maximum}`);
      return found;
    case "boolean":
      say(typeof value !== "boolean", `is ${typeof value}, not true or false`);
      return found;
    default:
      return found;
  }
}

/** References followed and parts of an allOf put together. */
function whole(schemas: Schemas, schema: Schema): Schema {
  if (schema.$ref) return whole(schemas, schemas[schema.$ref.split("/").at(-1)!]!);
  if (!schema.allOf) return schema;
  const { allOf, ...rest } = schema;
  return [...allOf, rest].map((part) => whole(schemas, part)).reduce(merged);
}

function merged(one: Schema, other: Schema): Schema {
  const keys = new Set([...Object.keys(one.properties ?? {}), ...Object.keys(other.properties ?? {})]);
  const properties = Object.fromEntries(
    [...keys].map((key) => {
      const parts = [one.properties?.[key], other.properties?.[key]].flatMap((part) => (part ? [part] : []));
      return [key, parts.length === 1 ? parts[0]! : ({ allOf: parts } satisfies Schema)];
    }),
  );
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  return { ...one, ...other, ...(keys.size > 0 ? { properties } : {}), ...(required.length > 0 ? { required } : {}) };
}

function oneOf(
  schemas: Schemas,
  { oneOf: members = [], discriminator }: Schema,
  value: unknown,
  path: string,
): string[] {
  const tag = discriminator && (value as Record<string, unknown>)[discriminator.propertyName];
  const named = discriminator?.mapping?.[String(tag)];
  if (discriminator?.mapping && named === undefined)
    return [
      `${path}.${discriminator.propertyName} is ${JSON.stringify(tag)}, not one of ${Object.keys(discriminator.mapping).join(", ")}`,
    ];
  if (named !== undefined) return check(schemas, { $ref: named }, value, path);
  const results = members.map((member) => check(schemas, member, value, path));
  return results.some((result) => result.length === 0) ? [] : [`${path} is none of ${members.length} kinds`];
}

function object(schemas: Schemas, schema: Schema, value: unknown, path: string): string[] {
  if (typeof value !== "object" || Array.isArray(value)) return [`${path} is no object`];
  const { properties = {}, required = [], additionalProperties } = schema;
  const entries = Object.entries(value as object).filter(([, of]) => of !== undefined);
  // What is only for reading is required of answers (OpenAPI 3.0.3, "Schema Object", readOnly).
  const asked = required.filter((key) => !(properties[key] && whole(schemas, properties[key]).readOnly));
  const missing = asked
    .filter((key) => !entries.some(([name]) => name === key))
    .map((key) => `${path}.${key} is missing`);
  const below = entries.flatMap(([key, of]) => {
    const at = `${path}.${key}`;
    const known = properties[key];
    if (known === undefined) {
      if (typeof additionalProperties === "object") return check(schemas, additionalProperties, of, at);
      return additionalProperties === true ? [] : [`${at} is not known`];
    }
    if (whole(schemas, known).readOnly) return [`${at} is only for reading`];
    return check(schemas, known, of, at);
  });
  return [...missing, ...below];
}

function list(
  schemas: Schemas,
  { items, minItems = 0, maxItems, uniqueItems }: Schema,
  value: unknown,
  path: string,
): string[] {
  if (!Array.isArray(value)) return [`${path} is no list`];
  return [
    ...(value.length < minItems ? [`${path} has fewer than ${minItems}`] : []),
    ...(maxItems !== undefined && value.length > maxItems ? [`${path} has more than ${maxItems}`] : []),
    ...(uniqueItems && new Set(value.map((of) => JSON.stringify(of))).size < value.length
      ? [`${path} has one twice`]
      : []),
    ...value.flatMap((of, index) => (items ? check(schemas, items, of, `${path}[${index}]`) : [])),
  ];
}
