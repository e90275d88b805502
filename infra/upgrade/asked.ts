/** What `--to` asks for. */
import { TributaryError } from "../../components/errors.ts";
import { nearest } from "../settings/nearest.ts";

const HINT = "Such as --to kafka=4.3.1.";

/**
 * @param texts SUBJECT=VERSION each
 * @throws TributaryError TRB_USAGE when one is no such text, or a subject is named twice
 */
export function askedOf(texts: readonly string[]): Map<string, string> {
  const asked = new Map<string, string>();
  for (const text of texts) {
    const [, subject, version] = /^([a-z][a-z0-9-]*)=([A-Za-z0-9][A-Za-z0-9._-]*)$/.exec(text) ?? [];
    if (subject === undefined || version === undefined || !/\d/.test(version))
      throw usage(`--to ${text} is not SUBJECT=VERSION.`, HINT);
    if (asked.has(subject)) throw usage(`--to names ${subject} twice.`, HINT);
    asked.set(subject, version);
  }
  return asked;
}

/** @throws TributaryError TRB_USAGE for a subject that the stack does not have */
export function requireSubjects(asked: ReadonlyMap<string, string>, stack: string, known: readonly string[]): void {
  const stranger = [...asked.keys()].find((subject) => !known.includes(subject));
  if (stranger === undefined) return;
  throw usage(
    `--to ${stranger}: stack ${stack} has no such subject; it has ${known.join(", ")}.`,
    `Did you mean ${nearest(stranger, known)}?`,
  );
}

const usage = (message: string, hint: string) => new TributaryError("TRB_USAGE", message, { hint });
