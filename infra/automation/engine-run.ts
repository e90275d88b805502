/** What each engine is given for a run. */
import type { StackFolder } from "../../components/local/folder.ts";
import type { EventBody } from "../engine/steps.ts";
import type { Operation } from "./types.ts";

export interface EngineRun {
  operation: Operation;
  folder: StackFolder;
  /** The stack's settings as they stand, keys without the project's prefix; empty where they are not needed. */
  config: Record<string, unknown>;
  /** The stack file; undefined: where Pulumi.yaml says. */
  configFile?: string;
  emit: (event: EventBody) => void;
  /** Aborted: finish what is under way. */
  signal: AbortSignal;
  /** Called when the user does not want to wait for that either. */
  onForce: (force: () => void) => void;
}
