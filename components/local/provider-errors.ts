/** Errors on their way through Pulumi, which carries nothing but text: one sentence, its hint, and the code in brackets at the end. */
import { asTributaryError, TributaryError } from "../errors.ts";

/** "Topic events holds records. Put it back. [TRB_DATA_PROTECTED]" */
export function encodeError(thrown: unknown): string {
  const { message, hint, code } = asTributaryError(thrown);
  const sentence = /[.!?]$/.test(message) || hint === "" ? message : `${message}.`;
  return [sentence, hint, `[${code}]`].filter(Boolean).join(" ");
}

/**
 * The error that a text tells of, wherever in it that stands (engines put words around it); undefined when it has no code.
 * The hint stays part of the message.
 */
export function decodeError(text: string): TributaryError | undefined {
  const line = text.split("\n").find((one) => /\[TRB_[A-Z_]+\]/.test(one));
  const [, before = "", code = ""] = /^(.*?)\s*\[(TRB_[A-Z_]+)\]/.exec(line ?? "") ?? [];
  if (code === "") return undefined;
  // Words of the engine and the wire, such as "error: update failed:" or "rpc error: code = Unknown desc =".
  const message = before
    .replace(/^.*\bdesc = /, "")
    .replace(/^(?:\s*(?:error|warning|[a-z]+ failed):\s*)+/i, "")
    .trim();
  return TributaryError.fromJSON({ code, message });
}
