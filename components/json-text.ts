/** Configuration of what we start, as text, and what its revision is made of. */

/**
 * JSON with its keys in alphabetical order, so that one value is one text: Pulumi's engine and providers sort the keys of what goes through
 * them, the embedded engine leaves them, and another text is another roll-out.
 */
export function jsonText(value: unknown): string {
  const sorted = (_: string, part: unknown): unknown =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part;
  return `${JSON.stringify(value, sorted, 2)}\n`;
}
