/** Every error that Tributary raises on purpose: a stable code, one sentence for a person, an exit status for a script. */

/** What stands in `exit` is the command line's exit status; the portal maps codes to HTTP statuses. */
const codes = {
  TRB_SETTINGS_INVALID: { exit: 2 },
  TRB_USAGE: { exit: 2 },
  TRB_STACK_UNKNOWN: { exit: 2 },
  TRB_CAPABILITY_MISSING: { exit: 2 },
  TRB_CLUSTER_UNFIT: { exit: 2 },
  TRB_NODE_UNSUPPORTED: { exit: 3 },
  TRB_JAVA_MISSING: { exit: 3 },
  TRB_JAVA_TOO_OLD: { exit: 3 },
  TRB_MAVEN_MISSING: { exit: 3 },
  TRB_PULUMI_MISSING: { exit: 3 },
  TRB_NETWORK: { exit: 3 },
  TRB_CLUSTER_UNREACHABLE: { exit: 3 },
  TRB_CLUSTER_FORBIDDEN: { exit: 3 },
  TRB_CREDENTIALS_INVALID: { exit: 3 },
  TRB_CHECKSUM: { exit: 3 },
  TRB_DISK_FULL: { exit: 3 },
  TRB_PORT_IN_USE: { exit: 4 },
  TRB_STACK_BUSY: { exit: 4 },
  TRB_STACK_ENGINE: { exit: 4 },
  TRB_STACK_VERSION: { exit: 4 },
  TRB_STACK_DOWN: { exit: 4 },
  TRB_DATA_PROTECTED: { exit: 5 },
  TRB_POLICY_BROKEN: { exit: 5 },
  TRB_SCHEMA_INCOMPATIBLE: { exit: 5 },
  TRB_PROCESS_FAILED: { exit: 6 },
  TRB_NOT_READY: { exit: 6 },
  TRB_KAFKA: { exit: 6 },
  TRB_REGISTRY: { exit: 6 },
  TRB_SMOKE_FAILED: { exit: 6 },
  TRB_RUN_FAILED: { exit: 1 },
  TRB_CANCELLED: { exit: 130 },
  TRB_INTERNAL: { exit: 70 },
} as const;

export type ErrorCode = keyof typeof codes;

export class TributaryError extends Error {
  override readonly name = "TributaryError";
  readonly code: ErrorCode;
  /** The one thing to do about it, a sentence; empty when the message already says it. */
  readonly hint: string;
  /** Machine-readable details, free of secrets. */
  readonly details: Record<string, unknown>;

  /**
   * @param code a stable code of the table above
   * @param message what is wrong and where, one sentence
   * @param extra `hint`: what to do; `details`: data for machines, never secrets; `cause`: the error beneath
   */
  constructor(
    code: ErrorCode,
    message: string,
    extra: { hint?: string; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.code = code;
    this.hint = extra.hint ?? "";
    this.details = extra.details ?? {};
  }

  get exitCode(): number {
    return codes[this.code].exit;
  }

  /** As sent from process to process, and printed by `--json`. */
  toJSON(): { code: ErrorCode; message: string; hint: string; details: Record<string, unknown> } {
    return { code: this.code, message: this.message, hint: this.hint, details: this.details };
  }

  static fromJSON(json: {
    code: string;
    message: string;
    hint?: string;
    details?: Record<string, unknown>;
  }): TributaryError {
    const code = json.code in codes ? (json.code as ErrorCode) : "TRB_INTERNAL";
    return new TributaryError(code, json.message, { hint: json.hint, details: json.details });
  }
}

/** Whether something could not be written because a disk, or the user's share of it, is full. */
export function isDiskFull(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown } | undefined)?.code;
  return code === "TRB_DISK_FULL" || code === "ENOSPC" || code === "EDQUOT";
}

/** Any thrown thing as a TributaryError; a full disk is told as that, other strangers become TRB_INTERNAL and keep their cause. */
export function asTributaryError(thrown: unknown): TributaryError {
  if (thrown instanceof TributaryError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (isDiskFull(thrown)) {
    const { path } = thrown as NodeJS.ErrnoException;
    const what = path ? `so ${path} could not be written` : "so not all could be written";
    return new TributaryError("TRB_DISK_FULL", `The disk is full, ${what}: free some space and start again.`, {
      cause: thrown,
    });
  }
  return new TributaryError("TRB_INTERNAL", message, { cause: thrown });
}
