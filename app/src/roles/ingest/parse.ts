/** Splits a request's body into events: NDJSON, a JSON array, or one object. */

import { MAX_EVENT_BYTES } from "../../record/login-event.ts";
import { type Checked, checkBytes, checkValue } from "../../record/validate.ts";

/** An event of the body: its line (or place in the array) from 1, what the check said, and the bytes to write. */
export interface Line {
  line: number;
  checked: Checked;
  value: Buffer;
}

/** More lines are refused with 413: the answer has an entry for each. */
export const MAX_LINES = 10_000;

export class BodyError extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

const NEWLINE = 10;
const BRACKET = 91;

/**
 * @param contentType application/json is one value; anything else is NDJSON, or an array when it begins with a bracket
 * @throws BodyError when the body as a whole cannot be used
 */
export function parseBody(body: Buffer, contentType: string | undefined): Line[] {
  const start = body.findIndex((byte) => !isSpace(byte));
  if (start < 0) throw new BodyError(400, "The body is empty.");
  const json = contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
  if (json || body[start] === BRACKET) return parseJson(body);
  return parseLines(body);
}

function parseJson(body: Buffer): Line[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new BodyError(
      400,
      "The body is not JSON; send NDJSON with content-type application/x-ndjson, or a JSON array or object.",
    );
  }
  const events = Array.isArray(value) ? value : [value];
  if (events.length > MAX_LINES) throw tooMany();
  if (events.length === 0) throw new BodyError(400, "The body holds no event.");
  return events.map((event, index) => {
    const bytes = Buffer.from(JSON.stringify(event));
    const checked = bytes.length > MAX_EVENT_BYTES ? checkBytes(bytes) : checkValue(event);
    return { line: index + 1, checked, value: bytes };
  });
}

function parseLines(body: Buffer): Line[] {
  const lines: Line[] = [];
  let number = 0;
  for (let from = 0; from < body.length; ) {
    const newline = body.indexOf(NEWLINE, from);
    const to = newline < 0 ? body.length : newline;
    number += 1;
    const value = trim(body.subarray(from, to));
    if (value.length > 0) {
      if (lines.length === MAX_LINES) throw tooMany();
      lines.push({ line: number, checked: checkBytes(value), value });
    }
    from = to + 1;
  }
  return lines;
}

function tooMany(): BodyError {
  return new BodyError(413, `The body holds more than ${MAX_LINES} events; send them in several requests.`);
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Without white space at both ends; the same memory. */
export function trim(bytes: Buffer): Buffer {
  let from = 0;
  let to = bytes.length;
  while (from < to && isSpace(bytes[from]!)) from += 1;
  while (to > from && isSpace(bytes[to - 1]!)) to -= 1;
  return bytes.subarray(from, to);
}
