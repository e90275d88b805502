/** What the wire says of secrets. */

/** What Pulumi wraps a secret with. */
const mark = "4dabf18193072939515e22adb298388d";

export const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>)[mark] !== undefined;

/** The value inside. */
export const shownSecret = (value: any): any => (isSecret(value) ? value.value : value);
