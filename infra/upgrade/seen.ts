/** What is known of the stack that runs, without asking anybody: its state, or what its last `up` on this machine told. */
import { stackFolder } from "../../components/local/folder.ts";
import { readOutputs } from "../automation/stored-outputs.ts";
import type { LastCluster } from "../clouds/last-up.ts";
import { valueIn } from "../policy/read.ts";
import type { Subject } from "./plan.ts";
import { type Found, readState } from "./state.ts";

export interface Seen {
  /** Null: nothing is known. */
  from: "state" | "outputs" | null;
  cluster: LastCluster | undefined;
  /** Of the state. */
  resources: Found[];
}

/** @throws TributaryError what readState throws */
export function seenOf(stack: string, state: string | undefined): Seen {
  if (state !== undefined) return { from: "state", ...readState(state, stack) };
  const outputs = readOutputs(stackFolder(stack)) as { clusters?: { primary?: LastCluster } } | undefined;
  const cluster = outputs?.clusters?.primary;
  return { from: cluster === undefined ? null : "outputs", cluster, resources: [] };
}

/** A subject of which only a state tells what runs. */
export const ofState = (now: string | undefined): Pick<Subject, "now" | "source"> => ({
  now: now ?? null,
  source: now === undefined ? null : "state",
});

/** The text at a path of the first resource of a type; undefined: there is none. */
export function textAt(resources: readonly Found[], type: string, path: string): string | undefined {
  const value = valueIn(resources.find((one) => one.type === type)?.inputs, path);
  return typeof value === "string" ? value : undefined;
}
