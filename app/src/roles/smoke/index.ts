/** The smoke test as a process: one JSON line, and an exit status. */
import { writeFileSync } from "node:fs";
import { pino } from "pino";
import { EXIT } from "../../exit.ts";
import { createLog } from "../../log.ts";
import type { SmokeConfig } from "./config.ts";
import { failureOf, failureText } from "./report.ts";
import { smokeTest } from "./smoke-test.ts";

/** @returns exit status: ok, or failed with a sentence on standard error */
export async function runSmoke(config: SmokeConfig): Promise<number> {
  // Standard output is for the result.
  const level = config.logLevel === "info" ? "warn" : config.logLevel;
  const log = createLog(level, { role: "smoke" }, pino.destination({ fd: 2, sync: true }));
  const report = await smokeTest(config, log);
  const line = `${JSON.stringify(report)}\n`;
  process.stdout.write(line);
  if (config.resultFile !== undefined) writeFileSync(config.resultFile, line);
  const failure = failureOf(report);
  if (failure === undefined) return EXIT.ok;
  process.stderr.write(`${failureText(failure)}\n`);
  return EXIT.failed;
}
