/** A JSON Schema as columns. Of what may stand in a schema only types count: limits, formats and patterns are the registry's business. */
import { type Field, type GlueType, namedFields, scalar, text, unionOf } from "./types.ts";

type Schema = Record<string, any>;

const scalars: Record<string, GlueType> = {
  string: text,
  integer: scalar("bigint"),
  number: scalar("double"),
  boolean: scalar("boolean"),
};

/**
 * @param without paths of keys that no column can hold are added to it
 * @returns undefined: its records are no objects with known keys
 */
export function fieldsOfJsonSchema(root: Schema, without: string[]): Field[] | undefined {
  const compile = new JsonSchema(root, without);
  const properties = compile.propertiesOf(root);
  if (properties === undefined) return undefined;
  return compile
    .fields(properties, "", [])
    .map((field) => ({ ...field, comment: compile.resolved(properties[field.key]!)["description"] }));
}

class JsonSchema {
  readonly #root: Schema;
  readonly #without: string[];

  constructor(root: Schema, without: string[]) {
    this.#root = root;
    this.#without = without;
  }

  fields(properties: Record<string, Schema>, path: string, above: Schema[]) {
    return namedFields(Object.entries(properties), path, this.#without, (schema, here) =>
      this.#type(schema, here, above),
    );
  }

  /** Of the schema itself and of all that it must fit. */
  propertiesOf(schema: Schema): Record<string, Schema> | undefined {
    const whole = this.resolved(schema);
    const parts = [whole, ...((whole["allOf"] as Schema[]) ?? []).map((part) => this.resolved(part))];
    const found = parts.flatMap(({ properties }) => (isObject(properties) ? [properties] : []));
    return found.length === 0 ? undefined : Object.assign({}, ...found);
  }

  /** What a reference within the schema points to. */
  resolved(schema: Schema): Schema {
    const seen = new Set<unknown>();
    let found: unknown = schema;
    while (isObject(found) && typeof found["$ref"] === "string" && !seen.has(found)) {
      seen.add(found);
      found = pointed(this.#root, found["$ref"]);
    }
    return isObject(found) ? found : {};
  }

  /** @param above schemas that this one is inside of: one that holds itself has no end */
  #type(schema: Schema, path: string, above: Schema[]): GlueType | undefined {
    const whole = this.resolved(schema);
    if (above.includes(whole)) return undefined;
    const inside = [...above, whole];
    const types = typesOf(whole);
    if (types.length > 0) return unionOf(types.map((type) => this.#ofType(type, whole, path, inside)));
    const branches: Schema[] = whole["anyOf"] ?? whole["oneOf"] ?? whole["allOf"] ?? [];
    const meant = branches.filter((branch) => !isNull(this.resolved(branch)));
    return unionOf(meant.map((branch) => this.#type(branch, path, inside)));
  }

  #ofType(type: string, schema: Schema, path: string, above: Schema[]): GlueType | undefined {
    if (type === "array") {
      const of = isObject(schema["items"]) ? this.#type(schema["items"], `${path}[]`, above) : undefined;
      return of && { kind: "array", of };
    }
    if (type !== "object") return scalars[type];
    const properties = this.propertiesOf(schema);
    if (properties) {
      const fields = this.fields(properties, path, above);
      return fields.length === 0 ? undefined : { kind: "struct", fields };
    }
    const values = schema["additionalProperties"];
    const of = isObject(values) ? this.#type(values, `${path}{}`, above) : undefined;
    return of && { kind: "map", of };
  }
}

/** Without null. A schema may name them, or be clear from its values. */
function typesOf(schema: Schema): string[] {
  const { type, enum: values, const: only, properties } = schema;
  const named = type ?? (values ?? (only === undefined ? undefined : [only]))?.map(typeOfValue);
  if (named === undefined) return properties === undefined ? [] : ["object"];
  return [...new Set([named].flat() as string[])].filter((name) => name !== "null");
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

const isNull = ({ type, const: only }: Schema): boolean => type === "null" || only === null;

/** #/definitions/address */
function pointed(root: Schema, ref: string): unknown {
  if (!ref.startsWith("#")) return undefined;
  const steps = ref.slice(1).split("/").filter(Boolean).map(unescaped);
  return steps.reduce<unknown>(
    (at, step) => (isObject(at) || Array.isArray(at) ? (at as Schema)[step] : undefined),
    root,
  );
}

const unescaped = (step: string): string => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
