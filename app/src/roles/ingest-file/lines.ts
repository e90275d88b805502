/** Splits a stream into lines without ever holding more than one line of bounded length. */

const NEWLINE = 10;

/** A line and its number, from 1. `tooLong`: only its beginning is given, the rest was dropped. */
export interface FileLine {
  number: number;
  bytes: Buffer;
  tooLong: boolean;
}

/** @param maxBytes what is kept of a line */
export async function* splitLines(input: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<FileLine> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  const keep = (bytes: Buffer): void => {
    if (size < maxBytes + 1) parts.push(bytes.subarray(0, maxBytes + 1 - size));
    size += bytes.length;
  };
  const take = (): FileLine => {
    number += 1;
    const line = { number, bytes: Buffer.concat(parts), tooLong: size > maxBytes };
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      yield take();
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  if (size > 0) yield take();
}
