/** Which replacements are wanted: the setting KAFKA_FASTPATH, or the option of installFastpath. */
import { ConfigError } from "../../errors.ts";

/** Each name stands for one replacement; reports and warnings use them too. */
export const fastpathNames = [
  "crc32c",
  "produce-encoding",
  "request-framing",
  "grouping",
  "send",
  "transactions",
  "decode",
  "consumer-group",
  "request-queue",
  "connection",
  "codecs",
] as const;

/** What the setting may be, in words. */
export const fastpathChoices = `on, off, or from this list, all with or all without a leading -: ${fastpathNames.join(", ")}`;

export type FastpathName = (typeof fastpathNames)[number];

/** true: all, false: none, a list: these. */
export type FastpathSetting = boolean | readonly FastpathName[];

/**
 * Reads `on` (also when missing), `off`, names separated by commas, or names that each begin with `-` for all but these.
 * @throws ConfigError for a name that is not one, or a list that mixes both forms
 */
export function fastpathSetting(text: string | undefined): FastpathSetting {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "" || trimmed === "on") return true;
  if (trimmed === "off") return false;
  const words = trimmed.split(",").map((word) => word.trim());
  const without = words.every((word) => word.startsWith("-"));
  const names = words.map((word) => (without ? word.slice(1) : word));
  for (const name of names) {
    if (!(fastpathNames as readonly string[]).includes(name))
      throw new ConfigError(`KAFKA_FASTPATH holds "${name}"; allowed are ${fastpathChoices}.`);
  }
  return fastpathNames.filter((name) => names.includes(name) !== without);
}

export function isWanted(setting: FastpathSetting, name: FastpathName): boolean {
  return typeof setting === "boolean" ? setting : setting.includes(name);
}
