/**
 * Personal data, and what looks like a secret, as it is found in any line: masked in the raw text, before anything is taken from it, so
 * that every field that comes of it is masked, too. Java's regular expressions. What replaces a value keeps JSON as JSON.
 */

export interface Mask {
  /** What it is, as the pipeline's processor is called. */
  tag: string;
  pattern: string;
  replacement: string;
}

export const MASKED = "[masked]";

/** Properties of app/schemas that point at a person, and what others call them. Compared without case and underscores. */
export const personalNames = [
  "user_id",
  "device_id",
  "ip",
  "src_ip",
  "client_ip",
  "remote_ip",
  "email",
  "phone",
] as const;
const secretNames = [
  "password",
  "passwd",
  "secret",
  "client_secret",
  "api_key",
  "access_token",
  "authorization",
] as const;

/** user_id also as userId, user-id and USER_ID. */
const anyCase = (names: readonly string[]) => names.map((name) => name.replaceAll("_", "[_-]?")).join("|");

/**
 * name: value, name=value and "name":"value", also inside of text that is JSON in JSON, whose quotes are escaped.
 * Values without quotes get some in JSON, where they are numbers.
 */
function named(tag: string, names: readonly string[]): Mask[] {
  const name = `(?<![A-Za-z0-9_])(?:${anyCase(names)})`;
  return [
    {
      tag: `${tag}-quoted`,
      pattern: `(?i)((\\\\{0,3}["'])${name}\\2\\s*:\\s*)(\\\\{0,3}["'])(?:(?!\\3).)*\\3`,
      replacement: `$1$3${MASKED}$3`,
    },
    {
      tag: `${tag}-number`,
      pattern: `(?i)((\\\\{0,3}["'])${name}\\2\\s*:\\s*)-?[0-9][0-9.eE+-]*`,
      replacement: `$1$2${MASKED}$2`,
    },
    {
      tag: `${tag}-plain`,
      pattern: `(?i)(${name}\\s?[=:]\\s?)(\\\\{0,3}")?(?!\\[masked)(?:(?:bearer|basic)\\s+)?[^\\s,;"'\\\\\\]})]+(?:\\2)?`,
      replacement: `$1$2${MASKED}$2`,
    },
  ];
}

export const masks: readonly Mask[] = [
  ...named("personal", personalNames),
  ...named("secret", secretNames),
  { tag: "bearer", pattern: "(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/._~=-]{16,}", replacement: `$1 ${MASKED}` },
  {
    tag: "email",
    pattern: "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}",
    replacement: "[email]",
  },
  // As the application passes addresses on (app/src/pipeline/mask-ip.ts): the network is left. A machine's own address is nobody's.
  {
    tag: "ipv4",
    pattern: "(?<![0-9.])(?!127\\.|0\\.0\\.0\\.0)((?:[0-9]{1,3}\\.){3})[0-9]{1,3}(?![0-9]|\\.[0-9])",
    replacement: "$10",
  },
  {
    tag: "ipv6",
    pattern:
      "(?i)(?<![\\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\\w:])",
    replacement: "[ipv6]",
  },
];
