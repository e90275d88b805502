/**
 * The embedded engine of local stacks: preview, up, refresh and destroy with the same program and the same provider object as
 * under the real Pulumi engine. One run a process, because Pulumi's runtime is the process's. What it does not do: README.md.
 */
import { TributaryError } from "../../components/errors.ts";
import type { StackFolder } from "../../components/local/folder.ts";
import type { RunResult } from "../automation/types.ts";
import type { Provider } from "./custom.ts";
import { deleteResources } from "./deletion.ts";
import { Deployment } from "./deployment.ts";
import { evaluate, programError } from "./evaluate.ts";
import { EngineMonitor } from "./monitor.ts";
import { refreshResources } from "./refresh.ts";
import { StateFile } from "./state.ts";
import { type EventBody, failureOf, Steps } from "./steps.ts";
import { stackType } from "./urn.ts";
import { masked } from "./values.ts";

export interface EngineOptions {
  folder: StackFolder;
  project: string;
  provider: Provider;
  emit: (event: EventBody) => void;
  /** Once aborted no further step begins; those under way are finished and saved. */
  signal: AbortSignal;
}
export interface ProgramOptions {
  /** The stack's configuration: "project:key" to text or JSON. */
  config: Record<string, string>;
  load: () => Promise<unknown>;
}
export type EngineResult = Pick<RunResult, "changes" | "outputs">;

/** What `up` would do; nothing is created, changed or written. */
export async function preview(options: EngineOptions, program: ProgramOptions): Promise<EngineResult> {
  return await deploy(options, program, true);
}

/**
 * Makes the stack what the program says.
 * @throws TRB_CANCELLED, the first failed step's error, or the program's; the state holds what was done until then
 */
export async function up(options: EngineOptions, program: ProgramOptions): Promise<EngineResult> {
  return await deploy(options, program, false);
}

/** Makes the state what is really there: reads each resource; what is gone leaves the state, and the next `up` makes it anew. */
export async function refresh(options: EngineOptions): Promise<EngineResult> {
  const { file, state } = await StateFile.open(options.folder, options.project);
  const steps = new Steps(options.emit);
  await refreshResources(state, options.provider, steps, options.signal, () => file.write(state));
  return finished(options, steps, outputsOf(state.resources));
}

/** Deletes all resources, in reverse order of dependency. */
export async function destroy(options: EngineOptions): Promise<EngineResult> {
  const { file, state } = await StateFile.open(options.folder, options.project);
  const steps = new Steps(options.emit);
  await deleteResources([...state.resources], {
    provider: options.provider,
    preview: false,
    steps,
    cancelled: () => options.signal.aborted,
    drop: (resource) => {
      state.resources.splice(state.resources.indexOf(resource), 1);
      file.write(state);
    },
  });
  return finished(options, steps, {});
}

/** URNs, types and inputs of the state, secrets masked: for tests and for people who look. */
export async function readState(folder: StackFolder, project: string) {
  return (await StateFile.open(folder, project)).state;
}

async function deploy(options: EngineOptions, program: ProgramOptions, isPreview: boolean): Promise<EngineResult> {
  const { folder, project, provider, signal, emit } = options;
  const { file, state } = await StateFile.open(folder, project);
  const steps = new Steps(emit);
  const deployment = new Deployment({
    provider,
    preview: isPreview,
    state,
    save: (next) => file.write(next),
    steps,
    cancelled: () => signal.aborted,
  });
  const monitor = new EngineMonitor(deployment, steps, { stack: folder.stack, project });
  const errors = await evaluate({ stack: folder.stack, project, preview: isPreview, ...program }, monitor);
  const complete = errors.length === 0 && steps.failures.length === 0 && !signal.aborted;
  await deployment.finish(complete);
  if (errors.length > 0 && steps.failures.length === 0 && !signal.aborted) throw programError(errors);
  return finished(options, steps, deployment.outputs);
}

function finished({ signal, folder }: EngineOptions, steps: Steps, outputs: Record<string, unknown>): EngineResult {
  if (steps.failures.length > 0) throw failureOf(steps.failures);
  if (signal.aborted) {
    throw new TributaryError(
      "TRB_CANCELLED",
      `The run was cancelled; \`up\` or \`down\` goes on from where stack ${folder.stack} is now.`,
    );
  }
  return { changes: steps.changes, outputs: masked(outputs) as Record<string, unknown> };
}

function outputsOf(resources: { type: string; outputs: Record<string, unknown> }[]): Record<string, unknown> {
  return resources.find(({ type }) => type === stackType)?.outputs ?? {};
}
