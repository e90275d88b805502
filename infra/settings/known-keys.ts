/** What the schema knows of a place of the settings: its keys, its numbers. */
import { z } from "zod";
import { valueAt } from "./shown.ts";

/** The parts of zod's definitions that are walked; zod types each kind apart. */
interface Def {
  type: string;
  shape?: Record<string, z.ZodType>;
  valueType?: z.ZodType;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: z.ZodType[];
  discriminator?: string;
}
const defOf = (schema: z.ZodType) => schema._zod.def as unknown as Def;

/**
 * @param schema the schema of everything
 * @param path keys that lead to an object
 * @param raw the settings: they choose the member of a union
 */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  const keys = schemasAt([schema], path, raw, 0).flatMap((found) => Object.keys(defOf(found).shape ?? {}));
  return [...new Set(keys)];
}

/** What a number must be at a place: "a whole number from 1 to 9". Undefined where no number is known. */
export function numberAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): string | undefined {
  const found = schemasAt([schema], path, raw, 0).find((candidate) => defOf(candidate).type === "number");
  if (!found) return undefined;
  const { type, minimum, exclusiveMinimum, maximum } = z.toJSONSchema(found);
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : "";
  const above = exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : "";
  return `${type === "integer" ? "a whole number" : "a number"}${least}${above}${most}`;
}

function schemasAt(schemas: z.ZodType[], path: readonly PropertyKey[], raw: unknown, depth: number): z.ZodType[] {
  const here = schemas.flatMap((schema) => unwrap(schema, valueAt(raw, path.slice(0, depth))));
  if (depth === path.length) return here;
  const key = path[depth]!;
  const below = here.flatMap((schema) => {
    const def = defOf(schema);
    const next = def.shape?.[String(key)] ?? def.valueType ?? def.element;
    return next ? [next] : [];
  });
  return schemasAt(below, path, raw, depth + 1);
}

/** Without optional, default and the like; of a union the members that the value may mean. */
function unwrap(schema: z.ZodType, value: unknown): z.ZodType[] {
  const def = defOf(schema);
  if (def.innerType) return unwrap(def.innerType, value);
  if (!def.options) return [schema];
  const members = def.options.flatMap((option) => unwrap(option, value));
  const tag = def.discriminator === undefined ? undefined : valueAt(value, [def.discriminator]);
  const chosen = members.filter((member) => {
    const field = defOf(member).shape?.[def.discriminator ?? ""];
    return field?.safeParse(tag).success;
  });
  return chosen.length > 0 ? chosen : members;
}
