/** How a smoke test that failed, or that there is none, is told. */
import { failureOf, failureText, type SmokeReport, type StepName } from "../../app/src/roles/smoke/report.ts";
import { TributaryError } from "../../components/errors.ts";

export const noSmoke = (stack: string): TributaryError =>
  new TributaryError("TRB_USAGE", `Stack ${stack} has no smoke test.`, {
    hint: "Set workload.smoke.enabled, give its principal its rights in kafka.access (docs/smoke.md), and run `up`.",
  });

/**
 * @param hint the command that shows more of a step
 * @throws TRB_SMOKE_FAILED with the first step that failed
 */
export function requireOk(stack: string, report: SmokeReport, hint: (step: StepName) => string): void {
  const failure = failureOf(report);
  if (failure === undefined) return;
  throw new TributaryError("TRB_SMOKE_FAILED", failureText(failure), {
    hint: hint(failure.step),
    details: { stack, step: failure.step, correlationId: report.correlationId },
  });
}
