/** Whether a deployed stack does what it is for: the smoke test, wherever the stack is. */
import { failureOf, failureText, type SmokeReport, type StepName } from "../../app/src/roles/smoke/report.ts";
import { TributaryError } from "../../components/errors.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { readOutputs } from "../automation/stored-outputs.ts";
import { readStackFile } from "../stack-file.ts";

export interface SmokeOptions {
  configFile?: string | undefined;
  debug?: boolean | undefined;
  signal?: AbortSignal;
}

export interface Smoked {
  report: SmokeReport;
  /** Of pods: the Job that has found it. */
  job?: { namespace: string; name: string };
  /** The command that shows more of a step. */
  hint: (step: StepName) => string;
}

/** @throws TributaryError when it cannot be run; what it has found is in the report */
export async function smoke(stack: string, { configFile, debug, signal }: SmokeOptions = {}): Promise<Smoked> {
  if (isLocal(stack, configFile)) {
    const { smokeLocally } = await import("./local.ts");
    const flag = stack === "local" ? "" : ` --stack ${stack}`;
    return {
      report: await smokeLocally(stack, debug, signal),
      hint: (step) => `\`npm run logs -- ${logOf[step] ?? "processor-0"}${flag}\` shows more.`,
    };
  }
  const [{ parseSettings }, { smokeInCluster }] = await Promise.all([import("../settings.ts"), import("./cluster.ts")]);
  const settings = parseSettings(readStackFile(stack, configFile));
  if (settings.cloud === "local") throw new TributaryError("TRB_INTERNAL", "A stack of one machine has no cluster.");
  const { report, namespace, job: name } = await smokeInCluster(settings, stack, signal);
  const hint = () => `\`kubectl --namespace ${namespace} logs job/${name}\` shows more, for a day.`;
  return { report, job: { namespace, name }, hint };
}

/** Whose log tells most; of the others the processor's. */
const logOf: Partial<Record<StepName, string>> = { kafka: "kafka-1", ingest: "ingest-0" };

/** As it is deployed, else as its file says: loading all settings takes longer than the test. A pipeline has only the file of a cloud's stack. */
function isLocal(stack: string, configFile: string | undefined): boolean {
  const told = readOutputs(stackFolder(stack)) as
    | { clusters?: { primary?: { placement?: { cloud?: string } } } }
    | undefined;
  return (told?.clusters?.primary?.placement?.cloud ?? readStackFile(stack, configFile)["cloud"]) === "local";
}

/** @throws TRB_SMOKE_FAILED with the first step that failed */
export function requireSmokeOk(stack: string, { report, hint }: Smoked): void {
  const failure = failureOf(report);
  if (failure === undefined) return;
  throw new TributaryError("TRB_SMOKE_FAILED", failureText(failure), {
    hint: hint(failure.step),
    details: { stack, step: failure.step, correlationId: report.correlationId },
  });
}
