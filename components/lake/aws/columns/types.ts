/**
 * Types of Glue's catalog, as far as lines of plain JSON hold them.
 * Source: Amazon Athena User Guide, "Data types in Amazon Athena" and "Hive JSON SerDe" (a scalar may be read as text, an object may not).
 */

export type GlueType =
  | { kind: "scalar"; of: Scalar }
  | { kind: "array" | "map"; of: GlueType }
  | { kind: "struct"; fields: { name: string; type: GlueType }[] };

type Scalar = "boolean" | "int" | "bigint" | "float" | "double" | "string";

export const scalar = (of: Scalar): GlueType => ({ kind: "scalar", of });
export const text = scalar("string");

/** As Glue writes it: array<struct<a:bigint>> */
export function typeText(type: GlueType): string {
  switch (type.kind) {
    case "scalar":
      return type.of;
    case "array":
      return `array<${typeText(type.of)}>`;
    case "map":
      return `map<string,${typeText(type.of)}>`;
    case "struct":
      return `struct<${type.fields.map(({ name, type: of }) => `${name}:${typeText(of)}`).join(",")}>`;
  }
}

/** A key of a record, and the column that holds it. */
export interface Field {
  key: string;
  name: string;
  type: GlueType;
  comment: string | undefined;
}

const numbers: Scalar[] = ["int", "bigint", "float", "double"];

/**
 * What holds a value of any of them; null fits everywhere and is left out before. Scalars of different kinds are read as text.
 * @returns undefined: no column does
 */
export function unionOf(types: (GlueType | undefined)[]): GlueType | undefined {
  const [first, ...rest] = types;
  if (first === undefined || rest.includes(undefined)) return undefined;
  if (rest.every((type) => typeText(type!) === typeText(first))) return first;
  const scalars = types.flatMap((type) => (type?.kind === "scalar" ? [type.of] : []));
  if (scalars.length < types.length) return undefined;
  if (!scalars.every((of) => numbers.includes(of))) return text;
  return scalar(scalars.every((of) => of === "int" || of === "bigint") ? "bigint" : "double");
}

/**
 * Fields that columns can be named after; Athena knows small letters only, and finds keys with capitals by them.
 * @param without paths of what is left out are added to it
 */
export function namedFields<T>(
  fields: [key: string, of: T][],
  path: string,
  without: string[],
  typeOf: (of: T, path: string) => GlueType | undefined,
): { name: string; type: GlueType; key: string }[] {
  const seen = new Set<string>();
  return fields.flatMap(([key, of]) => {
    const here = path === "" ? key : `${path}.${key}`;
    const name = key.toLowerCase();
    const type = /^[a-z0-9_]{1,255}$/.test(name) && !seen.has(name) ? typeOf(of, here) : undefined;
    if (type === undefined) {
      without.push(here);
      return [];
    }
    seen.add(name);
    return [{ name, type, key }];
  });
}
