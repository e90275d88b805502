/** What of this process's environment the supervisor and its processes get: what they need, never a passphrase or a cloud's key. */

const kept = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "JAVA_HOME",
  "KAFKA_HOME",
  "TRIBUTARY_HOME",
  "TRIBUTARY_CACHE",
];

/**
 * @param opts.coverage also what a coverage run of the tests hands to its child processes
 */
export function passedOn(from: NodeJS.ProcessEnv, opts: { coverage?: boolean } = {}): Record<string, string> {
  const names = [...kept, ...Object.keys(from).filter((name) => name.startsWith("LC_"))];
  if (opts.coverage) names.push("NODE_V8_COVERAGE");
  const out: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) out[name] = value;
  }
  return out;
}
