/** up, preview and refresh. */
import type { SmokeReport } from "../../../app/src/roles/smoke/report.ts";
import { preview, type RunResult, refresh, type StackStatus, status, up } from "../../automation/index.ts";
import { untilEventsFlow } from "../flowing.ts";
import type { EngineOptions } from "../options.ts";
import { print } from "../output.ts";
import { summary } from "../progress.ts";
import { memoryLine, processTable, smokeLine, trafficLine } from "../report.ts";
import { runOptions, withProgress } from "../run-command.ts";
import { style } from "../style.ts";

export async function upCommand(stack: string, options: EngineOptions): Promise<void> {
  if (!options.json) print(style.bold(`Stack ${stack}`));
  const { result, now, smoked } = await withProgress(options, false, async ({ progress, signal }, run) => {
    const deployed = await up({ ...runOptions(stack, options), ...run });
    progress.doing("waiting for events to flow");
    if (!hasSmoke(deployed)) return { result: deployed, now: await untilEventsFlow(stack, signal) };
    await untilEventsFlow(stack, signal, true);
    const tested = signal.aborted ? undefined : await smokeOf(stack, options, signal);
    return { result: deployed, now: await status(stack), smoked: tested };
  });
  const { processes, supervisor, events, folder } = now;
  if (options.json) {
    print(
      JSON.stringify({
        type: "summary",
        stack,
        engine: result.engine,
        changes: result.changes,
        events,
        processes,
        supervisor,
        folder,
        ...(smoked ? { smoke: smoked } : {}),
      }),
    );
    return;
  }
  print(`${summary(result)}\n`);
  report(stack, now, result, smoked);
}

/** As deployed: whoever changes the settings now does not change what is there. */
const hasSmoke = ({ outputs }: RunResult): boolean =>
  Boolean((outputs["workload"] as { smoke?: unknown } | null | undefined)?.smoke);

/** @returns undefined after a Ctrl-C @throws TRB_SMOKE_FAILED */
async function smokeOf(
  stack: string,
  { configFile, debug }: EngineOptions,
  signal: AbortSignal,
): Promise<SmokeReport | undefined> {
  const { requireSmokeOk, smoke } = await import("../../smoke/index.ts");
  const smoked = await smoke(stack, { configFile, debug, signal }).catch((thrown: unknown) => {
    if (signal.aborted) return undefined;
    throw thrown;
  });
  if (smoked === undefined || signal.aborted) return undefined;
  requireSmokeOk(stack, smoked);
  return smoked.report;
}

function report(stack: string, now: StackStatus, { outputs }: RunResult, smoked: SmokeReport | undefined): void {
  if (now.processes.length > 0) {
    print(`${processTable(now.processes)}\n`);
    print(`${trafficLine(now.events)} ${memoryLine(now.processes)}\n`);
  }
  if (smoked) print(`${smokeLine(smoked)}\n`);
  const flag = stack === "local" ? "" : ` ${stack}`;
  const logFlag = stack === "local" ? "" : ` --stack ${stack}`;
  const hints = [
    ["npm run status", flag ? ` --${flag}` : "", "what runs, memory, events"],
    ["npm run logs", ` -- processor-0 -f${logFlag}`, "what a process writes"],
    ["npm run outputs", ` -- --json${flag}`, "addresses and references to secrets"],
    ["npm run down", flag ? ` --${flag}` : "", "stop everything; data stays"],
  ];
  for (const [command, args, what] of hints) print(`  ${`${command}${args}`.padEnd(42)} ${style.dim(what ?? "")}`);
  const send = sendHint(outputs, now.folder);
  if (send) print(`\nSend events of your own:\n  ${send}`);
}

/** The request that a person can copy, when there is an ingest process. */
function sendHint(outputs: Record<string, unknown>, folder: string): string | undefined {
  const workload = outputs["workload"] as
    | { ingest?: { urls?: string[]; token?: { active?: { name?: string } } } }
    | null
    | undefined;
  const url = workload?.ingest?.urls?.[0];
  const token = workload?.ingest?.token?.active?.name;
  if (!url || !token) return undefined;
  return `curl -H "Authorization: Bearer $(cat ${folder}/${token})" --data-binary @events.ndjson ${url}/v1/events`;
}

export async function previewCommand(stack: string, options: EngineOptions): Promise<void> {
  if (!options.json) print(style.bold(`Stack ${stack}, preview`));
  const result = await withProgress(options, true, (_shown, run) => preview({ ...runOptions(stack, options), ...run }));
  if (!options.json) print(summary(result));
}

export async function refreshCommand(stack: string, options: EngineOptions): Promise<void> {
  if (!options.json) print(style.bold(`Stack ${stack}, refresh`));
  const result = await withProgress(options, false, (_shown, run) =>
    refresh({ ...runOptions(stack, options), ...run }),
  );
  if (!options.json) print(summary(result));
}
