/** Tells one text from another in names and annotations. */
import { createHash } from "node:crypto";

/** @param length hexadecimal digits; default 16 */
export function checksum(text: string, length = 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
