/** What the process of a run does: settings, lock, engine, checks, then the engine's work; everything is told as events and recorded. */
import { existsSync, rmSync } from "node:fs";
import { asTributaryError, TributaryError } from "../../components/errors.ts";
import { type StackFolder, stackFolder } from "../../components/local/folder.ts";
import { stopEverything } from "../../components/local/supervisor/client.ts";
import type { EngineResult } from "../engine/index.ts";
import type { EventBody } from "../engine/steps.ts";
import type { Settings } from "../settings.ts";
import { parseSettings } from "../settings.ts";
import { readStackFile } from "../stack-file.ts";
import { chooseEngine, type Engine } from "./choose.ts";
import type { EngineRun } from "./engine-run.ts";
import type { Job } from "./job.ts";
import { requireDataKept } from "./keeps-data.ts";
import { takeLock } from "./lock.ts";
import { claim, type Owner, readOwner } from "./ownership.ts";
import { newRunId, RunWriter } from "./records.ts";
import { writeOutputs } from "./stored-outputs.ts";
import type { RunEvent, RunResult } from "./types.ts";

export interface RunnerOptions {
  tell: (event: RunEvent) => void;
  signal: AbortSignal;
  onForce: (force: () => void) => void;
}

/** @throws TributaryError, after it was recorded */
export async function runJob(job: Job, options: RunnerOptions): Promise<RunResult> {
  if (job.afterDestroy === "stop") requireDataKept(job.stack, job.configFile);
  const folder = stackFolder(job.stack);
  const needsSettings = job.operation === "up" || job.operation === "preview";
  const config = needsSettings ? readStackFile(job.stack, job.configFile) : {};
  const settings = needsSettings ? parseSettings(config) : undefined;
  if (!needsSettings && !existsSync(folder.root)) return nothingThere(job);
  const run = newRunId();
  const lock = await takeLock(folder, job.operation, run);
  try {
    const owner = readOwner(folder);
    const engine = chooseEngine(job.engine, owner, job.adopt);
    requireSupport(engine, settings, job.stack);
    claim(folder, engine.name, job.adopt, false);
    return await recorded(job, folder, run, engine, options, async (emit) => {
      if (settings) await (await import("./policies.ts")).requirePolicies(settings, job.stack, emit);
      if (settings && job.operation === "up") await preflight(settings, folder, emit);
      const adopted = claim(folder, engine.name, job.adopt, job.operation !== "preview");
      if (adopted)
        emit({ type: "message", severity: "info", text: `The ${engine.name} engine takes stack ${job.stack} over.` });
      const { operation, configFile } = job;
      const { signal, onForce } = options;
      const engineRun: EngineRun = { operation, folder, config, configFile, emit, signal, onForce };
      if (job.operation !== "destroy") return await planned(settings, engineRun, engine);
      return await tearDown(job, engineRun, owner, engine);
    });
  } finally {
    lock.release();
  }
}

async function runEngine(engine: Engine, run: EngineRun): Promise<EngineResult> {
  if (engine.name === "pulumi") return await (await import("./pulumi/index.ts")).runPulumi(run, engine.command);
  return await (await import("./embedded.ts")).runEmbedded(run);
}

/** On a cloud an up is previewed first, and refused when a step would lose data. A local stack's own provider refuses that by itself. */
async function planned(settings: Settings | undefined, run: EngineRun, engine: Engine): Promise<EngineResult> {
  if (settings === undefined || settings.cloud === "local") return await runEngine(engine, run);
  const { Plan } = await import("./policies.ts");
  const plan = new Plan();
  const preview = run.operation === "preview";
  if (!preview) run.emit({ type: "message", severity: "info", text: "Previewed first: no step may lose data." });
  const result = await runEngine(engine, {
    ...run,
    operation: "preview",
    emit: preview ? plan.gather(run.emit) : plan.gather(),
  });
  plan.require(settings, run.folder.stack, run.emit);
  return preview ? result : await runEngine(engine, run);
}

/** Destroys, then stops whatever is left: no process outlives it. What is protected keeps running. */
async function tearDown(job: Job, run: EngineRun, owner: Owner | undefined, engine: Engine): Promise<EngineResult> {
  let result: EngineResult = { changes: {}, outputs: {} };
  let failure: TributaryError | undefined;
  try {
    if (owner) result = await runEngine(engine, run);
  } catch (thrown) {
    failure = asTributaryError(thrown);
  }
  const keep = failure?.code === "TRB_DATA_PROTECTED" || failure?.code === "TRB_CANCELLED";
  if (job.afterDestroy && !keep) {
    const { stopped } = await stopEverything(run.folder);
    if (stopped.length > 0) run.emit({ type: "message", severity: "info", text: `Stopped: ${stopped.join(", ")}.` });
    if (job.afterDestroy === "purge") {
      if (failure) run.emit({ type: "message", severity: "warning", text: failure.message });
      rmSync(run.folder.root, { recursive: true, force: true, maxRetries: 5 });
      return result;
    }
  }
  if (failure) throw failure;
  return result;
}

async function recorded(
  job: Job,
  folder: StackFolder,
  run: string,
  engine: Engine,
  { tell }: RunnerOptions,
  work: (emit: (event: EventBody) => void) => Promise<EngineResult>,
): Promise<RunResult> {
  const { operation, stack } = job;
  const started = Date.now();
  const startedAt = new Date(started).toISOString();
  const about = { run, operation, stack, engine: engine.name };
  const open = { finishedAt: null, result: "running", changes: {}, error: null } as const;
  const writer = new RunWriter(folder, { version: 1, ...about, startedAt, ...open, pid: process.pid });
  const emit = (body: EventBody) => {
    const event = { at: new Date().toISOString(), ...body } as RunEvent;
    writer.event(event);
    tell(event);
  };
  const finish = (
    result: "succeeded" | "failed" | "cancelled",
    changes: RunResult["changes"],
    error?: TributaryError,
  ) => {
    const brief = error ? { code: error.code, message: error.message, hint: error.hint } : null;
    emit({ type: "run-finished", result, changes, ms: Date.now() - started });
    writer.finish({ result, changes, error: brief });
  };
  emit({ type: "run-started", ...about });
  try {
    const { changes, outputs } = await work(emit);
    if (operation !== "preview") writeOutputs(folder, outputs);
    finish("succeeded", changes);
    return { ...about, changes, outputs, ms: Date.now() - started };
  } catch (thrown) {
    const error = asTributaryError(thrown);
    finish(error.code === "TRB_CANCELLED" ? "cancelled" : "failed", {}, error);
    throw error;
  }
}

/** @throws what preflightLocal throws, before anything is created */
async function preflight(settings: Settings, folder: StackFolder, emit: (event: EventBody) => void): Promise<void> {
  if (settings.cloud !== "local") return;
  const { localNeeds } = await import("../local-needs.ts");
  const { preflightLocal } = await import("../../components/local/preflight.ts");
  const onProgress = (text: string) => emit({ type: "message", severity: "info", text });
  await preflightLocal({ ...localNeeds(settings, folder.stack), folder, onProgress });
}

function requireSupport(engine: Engine, settings: Settings | undefined, stack: string): void {
  const cloud: string = settings?.cloud ?? "local";
  if (engine.name !== "embedded" || cloud === "local") return;
  throw new TributaryError(
    "TRB_PULUMI_MISSING",
    `Stack ${stack} is on ${cloud}, which the embedded engine cannot do.`,
    {
      hint: "Install the Pulumi CLI, or use --engine npm, which downloads it.",
    },
  );
}

/** The stack was never up: for a destroy that is all right. */
function nothingThere({ operation, stack, configFile }: Job): RunResult {
  readStackFile(stack, configFile);
  if (operation === "refresh") {
    throw new TributaryError("TRB_STACK_DOWN", `Stack ${stack} was never up, so there is nothing to refresh.`);
  }
  return { run: "", operation, stack, engine: "embedded", changes: {}, outputs: {}, ms: 0 };
}
