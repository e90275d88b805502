/** Errors that the application raises on purpose. */

/** The configuration cannot be used. One sentence: where, what stands there, what is allowed. Exit status 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
