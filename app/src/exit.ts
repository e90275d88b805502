/** How the process ends when it cannot go on. */
import { ConfigError, IncompatibleBrokerError, LoginRefusedError } from "./errors.ts";

/** Statuses that scripts and supervisors may rely on; docs/application.md has them as a table. */
export const EXIT = {
  /** Drained after a signal; of ingest-file: every event was accepted. */
  ok: 0,
  /** A second signal, a drain that took too long, or an error that nobody expected; of ingest-file: some events were rejected; of register-schemas and administer: no answer in time; of smoke: a step failed. */
  failed: 1,
  /** The configuration or the call is wrong. */
  configuration: 2,
  /** Of ingest-file: Kafka did not acknowledge some events in time. */
  notAcknowledged: 3,
  /** Kafka, or who issues its tokens, refused the login; of administer: also what this login may not do. */
  refused: 4,
  /** A broker is too new for the client. */
  incompatible: 5,
  /** Of register-schemas: a schema breaks who reads or writes what is registered. */
  incompatibleSchema: 6,
  /** Of administer: a topic would lose records. Nothing was changed. */
  protectedData: 7,
} as const;

/** The status for an error that ends the process. */
export function exitStatus(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.configuration;
  if (error instanceof LoginRefusedError) return EXIT.refused;
  if (error instanceof IncompatibleBrokerError) return EXIT.incompatible;
  return EXIT.failed;
}

/** Ends the process at once: with one sentence on standard error where the error is one of ours, else with its stack. */
export function exitWith(error: unknown): never {
  const status = exitStatus(error);
  const text = error instanceof Error ? (status === EXIT.failed ? error.stack : error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(status);
}
