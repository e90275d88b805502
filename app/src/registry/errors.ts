/** What can go wrong when schemas are registered. */

/** The registry did not answer, or answered with an error. One sentence. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  /** Asking again may help: nobody answered, or the registry has a problem of its own. */
  readonly retriable: boolean;
  /** HTTP status, and the registry's own code; undefined when it did not answer. */
  readonly status: number | undefined;
  readonly errorCode: number | undefined;

  constructor(
    message: string,
    { status, errorCode, cause }: { status?: number; errorCode?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.errorCode = errorCode;
    this.retriable = status === undefined || status === 429 || status >= 500;
  }
}

/** A schema breaks who reads or writes with what is registered, by the compatibility that is wanted. One sentence, with the registry's reasons. */
export class IncompatibleSchemaError extends Error {
  override readonly name = "IncompatibleSchemaError";
  readonly hint = "Make the new fields optional, or register it under a new subject.";
  readonly subject: string;
  readonly compatibility: string;
  readonly reasons: string[];

  constructor(subject: string, compatibility: string, reasons: string[]) {
    const why = reasons.join("; ").replace(/[.\s]+$/, "");
    super(`The schema of ${subject} is not ${compatibility} compatible with what is registered: ${why}.`);
    this.subject = subject;
    this.compatibility = compatibility;
    this.reasons = reasons;
  }
}
