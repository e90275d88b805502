/** The raw settings out of Pulumi's configuration, where every value is text and objects are JSON. */
import * as pulumi from "@pulumi/pulumi";

/** Keys whose text is a number. */
const numbers = new Set(["settingsVersion"]);

/** What Pulumi's command line makes of a day without quotes in a stack file, as YAML 1.1 does. */
const DAY = /^(\d{4}-\d\d-\d\d) 00:00:00 \+0000 UTC$/;

/** Exported by Pulumi's runtime for its own Config class, and left out of its types. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** Every key of the project, known or not, so that unknown ones are told. */
export function rawFromConfig(config: pulumi.Config): Record<string, unknown> {
  const prefix = `${config.name}:`;
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(pulumi.runtime.allConfig())) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    // Pulumi has decrypted it by now; what it held must not come up in an error, nor in plain state.
    raw[name] = isConfigSecret(key) ? { secure: "" } : value(name, text);
  }
  return raw;
}

function value(name: string, text: string): unknown {
  if (numbers.has(name) && /^\d+$/.test(text)) return Number(text);
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text, (_, part: unknown) => (typeof part === "string" ? part.replace(DAY, "$1") : part));
  } catch {
    return text;
  }
}
