/** UTF-8 of strings; short ASCII, the usual key, without leaving JavaScript. */

/** Up to here a loop is faster than a call into native code. */
const SHORT = 24;

/** Bytes of the text in UTF-8. It is ASCII exactly when they are as many as its characters. */
export function utf8Length(text: string): number {
  const { length } = text;
  if (length > SHORT) return Buffer.byteLength(text, "utf8");
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) >= 0x80) return Buffer.byteLength(text, "utf8");
  }
  return length;
}

/**
 * @param bytes utf8Length(text)
 * @returns the position after the text
 */
export function writeUtf8(buffer: Buffer, position: number, text: string, bytes: number): number {
  if (bytes === text.length && bytes <= SHORT) {
    for (let index = 0; index < bytes; index += 1) buffer[position + index] = text.charCodeAt(index);
  } else if (bytes === text.length) buffer.write(text, position, bytes, "latin1");
  else buffer.write(text, position, bytes, "utf8");
  return position + bytes;
}
