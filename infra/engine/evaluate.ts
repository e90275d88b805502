/** Runs the program once under Pulumi's runtime, with our monitor in the engine's place. */
import * as pulumi from "@pulumi/pulumi";
import * as runtimeSettings from "@pulumi/pulumi/runtime/settings.js";
import { TributaryError } from "../../components/errors.ts";
import type { EngineMonitor } from "./monitor.ts";

export interface Program {
  stack: string;
  project: string;
  /** Values of the stack's configuration, "project:key", as text or JSON. */
  config: Record<string, string>;
  preview: boolean;
  /** The program itself; a module, a function or outputs, as Pulumi's own runner takes them. */
  load: () => Promise<unknown>;
}

/** Pulumi's own runner calls these; the types leave them out. */
const { awaitFeatureSupport, waitForRPCs } = runtimeSettings as unknown as {
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
};

/** What the runtime says of a resource whose step failed, and of whatever needed it: told already. */
const consequence = /resource .* \[.*\] failed to register/;

/**
 * @returns errors of the program itself; those that only follow from a failed step are left out
 */
export async function evaluate(program: Program, monitor: EngineMonitor): Promise<Error[]> {
  const errors: Error[] = [];
  const collect = (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!consequence.test(error.message) && !errors.includes(error)) errors.push(error);
  };
  // A failed step rejects every output that needed it, and the runtime leaves those promises to the process.
  process.on("unhandledRejection", collect);
  try {
    runtimeSettings.setMockOptions(monitor, program.project, program.stack, program.preview, "organization");
    await awaitFeatureSupport();
    pulumi.runtime.setAllConfig(program.config);
    await pulumi.runtime.runInPulumiStack(() => outputsOf(program.load)).catch(collect);
    await waitForRPCs();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", collect);
  }
  return errors;
}

async function outputsOf(load: () => Promise<unknown>): Promise<unknown> {
  let exported = await load();
  if (typeof exported === "object" && exported !== null && "default" in exported) exported = exported.default;
  return typeof exported === "function" ? await (exported as () => unknown)() : await exported;
}

/** An error of the program as one that the user sees. */
export function programError(errors: Error[]): TributaryError {
  const own = errors.find((error) => error instanceof TributaryError);
  if (own) return own;
  const [first] = errors;
  const hidden = pulumi.RunError.isInstance(first) ? "" : "The program failed: ";
  return new TributaryError("TRB_RUN_FAILED", `${hidden}${first?.message ?? "no reason was given"}`, { cause: first });
}
