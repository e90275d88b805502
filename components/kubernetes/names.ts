/** Names as Kubernetes takes them: small letters, digits and dashes. */

/** Longest name of a Service, which several resources are named after (RFC 1035). */
export const LONGEST_NAME = 63;

/** deadLetter -> dead-letter, LOGIN_events -> login-events. Two keys may give the same name: the settings' check refuses that. */
export function kubeName(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Labels that everything of a stack carries; values of tags that no label may hold are left to annotations. */
export function labelsOf(tags: Record<string, string>): Record<string, string> {
  const valid = /^(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([, value]) => valid.test(value))
      .map(([key, value]) => [key === "managed-by" ? "app.kubernetes.io/managed-by" : `tributary.dev/${key}`, value]),
  );
}
