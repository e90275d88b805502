/** Makes a subject have a schema and a compatibility, or says why it may not. A second time changes nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import { IncompatibleSchemaError } from "./errors.ts";
import type { RegisteredSchema, SchemaType, Subjects } from "./subjects.ts";

/** A schema as it is wanted. */
export interface WantedSchema {
  subject: string;
  schemaType: SchemaType;
  /** Its text. */
  schema: string;
  compatibility: string;
}

/** A registry of several replicas takes a moment until each knows what the leader wrote. */
const SEEN_WITHIN_MS = 5_000;
const ASK_EVERY_MS = 100;

/**
 * @returns id and version under which the subject has the schema
 * @throws IncompatibleSchemaError nothing is changed then
 * @throws RegistryError
 */
export async function ensureSchema(subjects: Subjects, wanted: WantedSchema): Promise<{ id: number; version: number }> {
  const { subject, schema, schemaType, compatibility } = wanted;
  if (await subjects.latest(subject)) await requireCompatible(subjects, wanted);
  const id = await subjects.register(subject, schema, schemaType);
  if ((await subjects.compatibility(subject)) !== compatibility)
    await subjects.setCompatibility(subject, compatibility);
  const registered = await seen<RegisteredSchema>(() => subjects.lookUp(subject, schema, schemaType));
  return { id: registered?.id ?? id, version: registered?.version ?? 1 };
}

/**
 * Asks by the compatibility that is wanted, not the one of before. The registry checks by what is set, so it is set for the
 * question and put back: neither a preview nor a refused schema changes anything.
 * @param wanted of a subject that is there
 * @throws IncompatibleSchemaError with the registry's reasons
 * @throws RegistryError
 */
export async function requireCompatible(
  subjects: Subjects,
  { subject, schema, schemaType, compatibility }: WantedSchema,
): Promise<void> {
  if (await subjects.lookUp(subject, schema, schemaType)) return;
  const before = await subjects.compatibility(subject);
  if (before !== compatibility) {
    await subjects.setCompatibility(subject, compatibility);
    await seen(async () => (await subjects.compatibility(subject)) === compatibility || undefined);
  }
  let reasons: string[];
  try {
    reasons = await subjects.incompatibilities(subject, schema, schemaType);
  } finally {
    if (before === undefined) await subjects.clearCompatibility(subject);
    else if (before !== compatibility) await subjects.setCompatibility(subject, before);
  }
  if (reasons.length > 0) throw new IncompatibleSchemaError(subject, compatibility, reasons);
}

/** Asks until there is an answer; undefined when there is none in time. */
async function seen<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const deadline = Date.now() + SEEN_WITHIN_MS; ; await sleep(ASK_EVERY_MS)) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
  }
}
