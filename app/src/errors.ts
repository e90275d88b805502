/** Errors that the application raises on purpose. */

/** The configuration cannot be used. One sentence: where, what stands there, what is allowed. Exit status 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Kafka, or whoever issues its tokens, refused who we are. Trying again with the same secret does not help. Exit status 4 at
 * the start; later the process stays, unready, as secrets are read anew at each attempt.
 */
export class LoginRefusedError extends Error {
  override readonly name = "LoginRefusedError";
  /** kafkajs shall not try again by itself. */
  readonly retriable = false;
}

/** A broker speaks no version of an API that kafkajs speaks. One sentence: where, which API, what to do. Exit status 5. */
export class IncompatibleBrokerError extends Error {
  override readonly name = "IncompatibleBrokerError";
}

/** The text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
