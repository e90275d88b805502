/** What of this process's environment the supervisor and its processes get: what they need, never a passphrase or a cloud's key. */

import { cacheFolder } from "../folder.ts";

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

/**
 * For a process of Node: compiled code, types already stripped, is kept in the cache. It saves some 25 MB and 60 ms for each
 * process. Not while coverage is measured, which it would blur.
 */
export function compileCache(): Record<string, string> {
  return process.env["NODE_V8_COVERAGE"] ? {} : { NODE_COMPILE_CACHE: cacheFolder("node-compile") };
}
