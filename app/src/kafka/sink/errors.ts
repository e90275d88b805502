/** Why a send was given up. Retriable failures never get here before their deadline. */

/** The record alone is larger than the topic takes. Nothing of it was written. */
export class RecordTooLargeError extends Error {
  override readonly name = "RecordTooLargeError";
}

/** The deadline passed. `attempted`: some of it was sent and may have been written. */
export class SendTimeoutError extends Error {
  override readonly name = "SendTimeoutError";
  readonly attempted: boolean;
  constructor(message: string, attempted: boolean) {
    super(message);
    this.attempted = attempted;
  }
}

/** The sender gave up, or the sink was closed. */
export class SendAbortedError extends Error {
  override readonly name = "SendAbortedError";
}

const tooLarge = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

/** The broker refused a batch for its size: certain that nothing was written. kafkajs wraps its errors, so look beneath. */
export function isTooLarge(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("type" in at && tooLarge.has(String(at.type))) return true;
    if (at.cause === at) return false;
  }
  return false;
}
