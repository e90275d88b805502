/** An Avro schema as columns of the same records written as plain JSON: a union's value stands there by itself, bytes as text. */
import { type Field, type GlueType, namedFields, scalar, text, unionOf } from "./types.ts";

type Avro = string | Avro[] | Record<string, any>;

const primitives: Record<string, GlueType> = {
  boolean: scalar("boolean"),
  int: scalar("int"),
  long: scalar("bigint"),
  float: scalar("float"),
  double: scalar("double"),
  bytes: text,
  string: text,
};

/**
 * @param without paths of fields that no column can hold are added to it
 * @returns undefined: it is no record
 */
export function fieldsOfAvro(root: Avro, without: string[]): Field[] | undefined {
  if (typeof root !== "object" || Array.isArray(root) || root["type"] !== "record") return undefined;
  const compile = new AvroSchema(without);
  const comments = new Map((root["fields"] as Record<string, any>[]).map(({ name, doc }) => [name, doc]));
  return compile.record(root, "", "").map((field) => ({ ...field, comment: comments.get(field.key) }));
}

class AvroSchema {
  /** By full name. A record stands there as undefined while it is compiled: one that holds itself has no end. */
  readonly #named = new Map<string, GlueType | undefined>();
  readonly #without: string[];

  constructor(without: string[]) {
    this.#without = without;
  }

  record(schema: Record<string, any>, path: string, space: string) {
    const { full, inner } = fullName(schema, space);
    this.#named.set(full, undefined);
    const fields = (schema["fields"] as Record<string, any>[]).map(({ name, type }): [string, Avro] => [name, type]);
    const made = namedFields(fields, path, this.#without, (type, here) => this.#type(type, here, inner));
    if (made.length > 0) this.#named.set(full, { kind: "struct", fields: made });
    return made;
  }

  #type(schema: Avro, path: string, space: string): GlueType | undefined {
    if (Array.isArray(schema)) {
      const meant = schema.filter((branch) => branch !== "null");
      return unionOf(meant.map((branch) => this.#type(branch, path, space)));
    }
    if (typeof schema === "string")
      return primitives[schema] ?? this.#named.get(schema) ?? this.#named.get(`${space}.${schema}`);
    switch (schema["type"]) {
      case "record": {
        const fields = this.record(schema, path, space);
        return fields.length === 0 ? undefined : { kind: "struct", fields };
      }
      case "enum":
      case "fixed":
        this.#named.set(fullName(schema, space).full, text);
        return text;
      case "array": {
        const of = this.#type(schema["items"], `${path}[]`, space);
        return of && { kind: "array", of };
      }
      case "map": {
        const of = this.#type(schema["values"], `${path}{}`, space);
        return of && { kind: "map", of };
      }
      default:
        // A type with a logical one beside it: a number stays the number that it is.
        return this.#type(schema["type"], path, space);
    }
  }
}

/** `inner`: the namespace of the names inside. */
function fullName({ name, namespace }: Record<string, any>, space: string): { full: string; inner: string } {
  const dot = String(name).lastIndexOf(".");
  const inner = dot >= 0 ? String(name).slice(0, dot) : (namespace ?? space);
  return { full: dot >= 0 || inner === "" ? name : `${inner}.${name}`, inner };
}
