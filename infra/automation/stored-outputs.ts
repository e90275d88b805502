/** The outputs of the last run, secrets masked: outputs.json, the same for both engines and read without any. */
import { existsSync, readFileSync } from "node:fs";
import type { StackFolder } from "../../components/local/folder.ts";
import { writeWhole } from "../../components/local/supervisor/files.ts";

/** Does nothing after a purge. */
export function writeOutputs(folder: StackFolder, outputs: Record<string, unknown>): void {
  if (existsSync(folder.root)) writeWhole(folder.path("outputs.json"), `${JSON.stringify(outputs, null, 1)}\n`);
}

/** Undefined when the stack is not up. */
export function readOutputs(folder: StackFolder): Record<string, unknown> | undefined {
  const path = folder.path("outputs.json");
  if (!existsSync(path)) return undefined;
  const outputs = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  return Object.keys(outputs).length > 0 ? outputs : undefined;
}
