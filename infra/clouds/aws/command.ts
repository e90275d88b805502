/** AWS' command line, which knows every way of logging in that its users have. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A log-in may have to ask its provider. */
export const ANSWER_MS = 30_000;

/** @returns its answer. @throws what execFile throws; its standard error is a sentence of AWS' own */
export async function aws(region: string, ...args: string[]): Promise<any> {
  const all = [...args, "--region", region, "--output", "json"];
  const { stdout } = await promisify(execFile)("aws", all, { timeout: ANSWER_MS, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}
