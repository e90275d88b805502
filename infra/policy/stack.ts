/** A stack's settings judged before anything is asked or changed: its program is recorded, and the rules are held against that. */
import type { Recorded } from "../recording/record.ts";
import { recordSettings } from "../recording/stack.ts";
import type { Settings } from "../settings.ts";
import { judgeResources, type Verdict } from "./judge.ts";
import { type Resource, resourceOf } from "./resource.ts";

export interface StackVerdict extends Verdict {
  stack: string;
  /** How many were judged. */
  resources: number;
}

/**
 * @param today versions and exceptions that have ended by then have ended. Default: now
 * @throws TributaryError what the program throws before it asks anybody
 */
export async function judgeStack(settings: Settings, stack: string, today = new Date()): Promise<StackVerdict> {
  const resources = await declared(settings, stack, today);
  return { stack, resources: resources.length, ...judgeResources(resources, { settings, stack, today }) };
}

/**
 * What the program would declare, as rules see it.
 * @throws TributaryError what the program throws before it asks anybody
 */
export async function declared(settings: Settings, stack: string, today = new Date()): Promise<Resource[]> {
  return judged((await recordSettings(settings, stack, today)).resources);
}

/** Recorded requests as rules see them. */
export const judged = (resources: readonly Recorded[]): Resource[] => resources.map(resourceOf);
