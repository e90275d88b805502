/** What up, preview, refresh and down have in common: a run with its events shown. */
import type { RunEvent, RunOptions, RunResult } from "../automation/index.ts";
import type { EngineOptions } from "./options.ts";
import { humanProgress, jsonProgress, type Progress } from "./progress.ts";
import { onInterrupt } from "./signals.ts";

export interface Shown {
  progress: Progress;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/**
 * @param work the run, and whatever else belongs to the command while its progress is shown
 */
export async function withProgress<T>(
  options: EngineOptions,
  isPreview: boolean,
  work: (shown: Shown, run: Pick<RunOptions, "onEvent" | "signal" | "force">) => Promise<T>,
): Promise<T> {
  const progress = options.json ? jsonProgress() : humanProgress(isPreview);
  const interruption = onInterrupt();
  try {
    const onEvent = (event: RunEvent) => progress.event(event);
    return await work(
      { progress, signal: interruption.signal },
      { onEvent, signal: interruption.signal, force: interruption.force },
    );
  } finally {
    progress.end();
    interruption.stop();
  }
}

export function runOptions(stack: string, { engine, adopt, configFile }: EngineOptions): RunOptions {
  return { stack, engine, adopt, configFile };
}

export type { RunResult };
