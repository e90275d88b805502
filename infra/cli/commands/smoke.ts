/** smoke: sends an event through the deployed stack, and tells what became of it. */
import { requireSmokeOk, type Smoked, smoke } from "../../smoke/index.ts";
import type { CommonOptions } from "../options.ts";
import { print } from "../output.ts";
import { smokeLine } from "../report.ts";
import { style, width } from "../style.ts";
import { seconds, table } from "../table.ts";

/** With --json one line, as the test itself writes it. @throws TRB_SMOKE_FAILED after the report */
export async function smokeCommand(stack: string, { json, debug, configFile }: CommonOptions): Promise<void> {
  const smoked = await smoke(stack, { configFile, debug });
  if (json) print(JSON.stringify({ ...smoked.report, ...(smoked.job ? { job: smoked.job } : {}) }));
  else tell(stack, smoked);
  requireSmokeOk(stack, smoked);
}

function tell(stack: string, { report, job }: Smoked): void {
  const rows = report.steps.map(({ step, ms, ok }) => [step, seconds(ms), ok ? "ok" : "failed"]);
  print(`${table(["step", "time", "result"], rows, width(), style.bold)}\n`);
  const where = job === undefined ? "" : ` (Job ${job.name} in ${job.namespace})`;
  if (report.smoke === "ok") print(`${smokeLine(report)} Stack ${stack}${where}, ${report.correlationId}.`);
}
