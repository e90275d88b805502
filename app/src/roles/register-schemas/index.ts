/**
 * Registers the schemas of topics and ends: all of them, or none when one of them breaks who reads or writes what is registered.
 * A second run changes nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "../../errors.ts";
import { EXIT } from "../../exit.ts";
import { registryProblems } from "../../kafka/auth/refusals.ts";
import { createLog, type Log } from "../../log.ts";
import { ensureSchema, requireCompatible, type WantedSchema } from "../../registry/ensure-schema.ts";
import { IncompatibleSchemaError, RegistryError } from "../../registry/errors.ts";
import { Subjects } from "../../registry/subjects.ts";
import type { SchemasConfig } from "./config.ts";

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 5_000;

/**
 * @returns exit status: ok, failed when the registry did not answer in time, incompatible schema when one is refused
 * @throws ConfigError when asking again would not help
 */
export async function runRegisterSchemas(config: SchemasConfig): Promise<number> {
  const [problem] = registryProblems(config.registry);
  if (problem !== undefined) throw new ConfigError(problem);
  const log = createLog(config.logLevel, { role: "register-schemas" });
  const subjects = new Subjects(config.registry);
  try {
    await untilAnswered(log, config.waitSeconds, () => register(log, subjects, config.schemas));
    return EXIT.ok;
  } catch (error) {
    if (error instanceof RefusedSchemas) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.incompatibleSchema;
    }
    if (!(error instanceof RegistryError)) throw error;
    if (!error.retriable) throw new ConfigError(error.message);
    process.stderr.write(`${error.message} It was asked for ${config.waitSeconds} seconds.\n`);
    return EXIT.failed;
  }
}

/** Every refusal at once, a line each. */
class RefusedSchemas extends Error {}

async function register(log: Log, subjects: Subjects, schemas: readonly WantedSchema[]): Promise<void> {
  const refused: string[] = [];
  for (const wanted of schemas) {
    if (!(await subjects.latest(wanted.subject))) continue;
    await requireCompatible(subjects, wanted).catch((error: unknown) => {
      if (!(error instanceof IncompatibleSchemaError)) throw error;
      refused.push(`${error.message} ${error.hint}`);
    });
  }
  if (refused.length > 0) throw new RefusedSchemas(refused.join("\n"));
  for (const wanted of schemas) {
    const { id, version } = await ensureSchema(subjects, wanted);
    const { subject, schemaType, compatibility } = wanted;
    log.info({ subject, schemaType, compatibility, id, version }, "the schema is registered");
  }
}

async function untilAnswered(log: Log, seconds: number, work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegistryError) || !error.retriable || Date.now() + pause > deadline) throw error;
      log.warn({ reason: messageOf(error), retryInMs: pause }, "the schema registry is not there yet");
      await sleep(pause);
    }
  }
}
